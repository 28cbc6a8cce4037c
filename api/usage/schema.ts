import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { sumOfConversation, type UsageSum } from './service.ts';

export const Usage = builder.objectRef<UsageSum>('Usage').implement({
  description: 'Token counts and cost, from the provider’s own counts.',
  fields: (t) => ({
    inputTokens: t.expose('inputTokens', { type: 'SafeInt', description: 'Input tokens.' }),
    cachedInputTokens: t.expose('cachedInputTokens', {
      type: 'SafeInt',
      description: "Of those, read from the provider's cache.",
    }),
    outputTokens: t.expose('outputTokens', { type: 'SafeInt', description: 'Output tokens.' }),
    costMicros: t.expose('costMicros', {
      type: 'SafeInt',
      nullable: true,
      description: 'Cost in millionths of a US dollar at list prices; null if a price is unknown.',
    }),
  }),
});

builder.prismaObjectFields(Conversation, (t) => ({
  usage: t.field({
    type: Usage,
    select: { id: true },
    description: 'What its answers and its title took, deleted answers included.',
    resolve: ({ id }, _args, context) => sumOfConversation(signedIn(context), id),
  }),
}));
