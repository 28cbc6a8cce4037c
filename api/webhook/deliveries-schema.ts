import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { connectionOf, newestFirst, pageSelection } from '../graphql/pages.ts';
import { ConflictError, NotFoundError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { Webhook, WebhookEventEnum } from './schema.ts';
import { replayDelivery, sendTestEvent } from './service.ts';

const DeliveryStatus = builder.enumType('DeliveryStatus', {
  description: 'State of a delivery.',
  values: {
    PENDING: { description: 'To be tried, for the first time or once more.' },
    DELIVERED: { description: 'The receiver answered with 2xx.' },
    FAILED: { description: 'Given up; it can be replayed.' },
  } as const,
});

const WebhookDelivery = builder.prismaNode('WebhookDelivery', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, webhook: ownedBy(viewer) }),
  select: { id: true },
  fields: (t) => ({
    event: t.expose('event', { type: WebhookEventEnum, description: 'What happened.' }),
    status: t.expose('status', { type: DeliveryStatus }),
    attempts: t.exposeInt('attempts'),
    responseStatus: t.exposeInt('responseStatus', { nullable: true }),
    error: t.exposeString('error', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', nullable: true }),
    deliveredAt: t.expose('deliveredAt', { type: 'DateTime', nullable: true }),
    webhook: t.relation('webhook'),
  }),
});

const WebhookDeliveryConnection = connectionOf('WebhookDelivery', 'Deliveries', WebhookDelivery);

builder.prismaObjectFields(Webhook, (t) => ({
  deliveries: t.field({
    type: WebhookDeliveryConnection,
    description: 'What was sent to it in the last seven days, or is to be, newest first.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async ({ id: webhookId }, { first, after }, context, info) => {
      const { db } = context;
      const where = { webhookId };
      const by = ['createdAt', 'id'] as const;
      const select = pageSelection(context, info, { typeName: 'WebhookDelivery', columns: by });
      return newestFirst(
        { first: first ?? 20, after, by, where },
        (slice) => db.prisma.webhookDelivery.findMany({ select, ...slice }),
        () => db.prisma.webhookDelivery.count({ where }),
      );
    },
  }),
}));

type Outcome = { deliveryId: string };

const deliveryPayload = (name: string, mutation: string) =>
  builder.objectRef<Outcome>(name).implement({
    description: `Outcome of \`${mutation}\`.`,
    fields: (t) => ({
      delivery: t.prismaField({
        type: WebhookDelivery,
        description: 'Delivery, which is being tried.',
        resolve: (query, { deliveryId }, _args, { db }) =>
          db.prisma.webhookDelivery.findUniqueOrThrow({ ...query, where: { id: deliveryId } }),
      }),
    }),
  });

const SendTestEventInput = builder.inputType('SendTestEventInput', {
  description: 'Input of `sendTestEvent`.',
  fields: (t) => ({ webhookId: t.id({ required: true, description: 'Webhook.' }) }),
});

builder.mutationField('sendTestEvent', (t) =>
  t.field({
    type: deliveryPayload('SendTestEventPayload', 'sendTestEvent'),
    description: 'Sends a PING at once. How it went shows in the delivery soon.',
    args: { input: t.arg({ type: SendTestEventInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError, ConflictError],
      union: { name: 'SendTestEventResult', description: 'Result of `sendTestEvent`.' },
    },
    resolve: async (_root, { input }, context) => ({
      deliveryId: await sendTestEvent(signedIn(context), requireKey('Webhook', input.webhookId)),
    }),
  }),
);

const ReplayDeliveryInput = builder.inputType('ReplayDeliveryInput', {
  description: 'Input of `replayDelivery`.',
  fields: (t) => ({ deliveryId: t.id({ required: true, description: 'Delivery.' }) }),
});

builder.mutationField('replayDelivery', (t) =>
  t.field({
    type: deliveryPayload('ReplayDeliveryPayload', 'replayDelivery'),
    description:
      'Tries a delivery again at once, with the same ID, whether it had been delivered, given up or not.',
    args: { input: t.arg({ type: ReplayDeliveryInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError, ConflictError],
      union: { name: 'ReplayDeliveryResult', description: 'Result of `replayDelivery`.' },
    },
    resolve: async (_root, { input }, context) => {
      const deliveryId = requireKey('WebhookDelivery', input.deliveryId);
      await replayDelivery(signedIn(context), deliveryId);
      return { deliveryId };
    },
  }),
);
