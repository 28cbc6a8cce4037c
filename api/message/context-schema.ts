import { Conversation } from '../conversation/schema.ts';
import { type ContextUsage, measureContext } from '../generation/context.ts';
import { builder } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { topLevelError } from '../graphql/top-level-errors.ts';
import { modelNamed } from '../model/schema.ts';

const ContextUsageType = builder.objectRef<ContextUsage>('ContextUsage').implement({
  description: "How full a model's context window is with a thread, counted with OpenAI's o200k tokenizer.",
  fields: (t) => ({
    usedTokens: t.exposeInt('usedTokens', { description: 'Instructions and the messages that are sent.' }),
    windowTokens: t.exposeInt('windowTokens', { description: "The model's context window." }),
    reservedTokens: t.exposeInt('reservedTokens', {
      description: 'Part of it that is kept free for the answer.',
    }),
    instructionTokens: t.exposeInt('instructionTokens', {
      description: 'Part of `usedTokens` that the instructions take.',
    }),
    omittedMessages: t.exposeInt('omittedMessages', {
      description: 'Messages from the old end of the thread that are not sent, because they do not fit.',
    }),
  }),
});

builder.prismaObjectFields(Conversation, (t) => ({
  context: t.field({
    type: ContextUsageType,
    select: { id: true, activeLeafId: true, modelName: true },
    description: 'How full the context window is, as the next message will find it.',
    args: {
      leafId: t.arg.id({ description: 'End of the thread; `activeLeaf` when null.' }),
      modelId: t.arg.id({ description: "Model; the conversation's when null." }),
    },
    resolve: async ({ id, activeLeafId, modelName }, args, { db, catalog }) => {
      const leafId = args.leafId ? keyOf('Message', args.leafId) : activeLeafId;
      const where = { id: leafId ?? '', conversationId: id };
      if (args.leafId && !(leafId && (await db.prisma.message.count({ where })))) {
        throw topLevelError('BAD_USER_INPUT', 'There is no such message in this conversation.');
      }
      const name = args.modelId ? keyOf('Model', args.modelId) : modelName;
      if (name === null) throw topLevelError('BAD_USER_INPUT', 'There is no such model.');
      const model = await modelNamed(catalog, name);
      return measureContext(db, { conversationId: id, leafId, model });
    },
  }),
}));
