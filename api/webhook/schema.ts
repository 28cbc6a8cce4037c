import { builder } from '../graphql/builder.ts';
import { connectionOf, newestFirst, pageSelection } from '../graphql/pages.ts';
import type { WebhookEvent } from '../platform/prisma/client/enums.ts';
import { ownedBy } from '../platform/viewer.ts';
import { User } from '../user/schema.ts';
import type { Webhooks } from './courier.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    webhooks: Webhooks;
  }
}

const descriptions: Record<WebhookEvent, string> = {
  CONVERSATION_CHANGED: 'A conversation was made, changed, or taken out of the trash.',
  CONVERSATION_DELETED: 'A conversation was put into the trash, or deleted for good.',
  MESSAGE_ADDED: 'A message was added.',
  GENERATION_ENDED: 'A generation ended, one way or another.',
  PROJECT_CHANGED: 'A project was made, changed, or taken out of the trash.',
  PROJECT_DELETED: 'A project was put into the trash, or deleted for good.',
  PING: 'A test, by `sendTestEvent`. Sent whatever was chosen.',
  RESYNC_REQUIRED: 'Events were missed, more than two days of them: read anew. Sent whatever was chosen.',
};

export const WebhookEventEnum = builder.enumType('WebhookEvent', {
  description: 'What a webhook is told of.',
  values: Object.fromEntries(
    Object.entries(descriptions).map(([event, description]) => [event, { description }]),
  ) as Record<WebhookEvent, { description: string }>,
});

export const Webhook = builder.prismaNode('Webhook', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  // Named, so that the secret is never even read.
  select: { id: true },
  fields: (t) => ({
    url: t.exposeString('url'),
    events: t.expose('events', {
      type: [WebhookEventEnum],
      description: 'What it is told of, beside PING and RESYNC_REQUIRED.',
    }),
    enabled: t.exposeBoolean('enabled'),
    disabledReason: t.exposeString('disabledReason', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const WebhookConnection = connectionOf('Webhook', 'Webhooks', Webhook);

builder.prismaObjectFields(User, (t) => ({
  webhooks: t.field({
    type: WebhookConnection,
    description: 'Webhooks, newest first. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: userId }, { first, after }, context, info) => {
      const { db } = context;
      const where = { userId };
      const by = ['createdAt', 'id'] as const;
      const select = pageSelection(context, info, { typeName: 'Webhook', columns: by });
      return newestFirst(
        { first: first ?? 20, after, by, where },
        (slice) => db.prisma.webhook.findMany({ select, ...slice }),
        () => db.prisma.webhook.count({ where }),
      );
    },
  }),
}));
