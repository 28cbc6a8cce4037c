import { builder, signedIn } from '../graphql/builder.ts';
import { given, requireKey } from '../graphql/inputs.ts';
import { LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { Webhook, WebhookEventEnum } from './schema.ts';
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from './service.ts';

type Changed = { id: string };
type Made = Changed & { secret: string };

const payload = <Outcome extends Changed>(name: string, mutation: string) => {
  const ref = builder.objectRef<Outcome>(name).implement({ description: `Outcome of \`${mutation}\`.` });
  builder.objectField(ref, 'webhook', (t) =>
    t.prismaField({
      type: Webhook,
      description: 'Webhook.',
      resolve: (query, { id }, _args, { db }) =>
        db.prisma.webhook.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  );
  return ref;
};

const secretPayload = (name: string, mutation: string) => {
  const ref = payload<Made>(name, mutation);
  builder.objectField(ref, 'secret', (t) =>
    t.exposeString('secret', {
      description: 'What its requests are signed with, as Standard Webhooks has it; never shown again.',
    }),
  );
  return ref;
};

const urlIs =
  'Where the events are sent: https, without a user name or password, at most 2000 characters. Private and local addresses are refused unless the operator allows them.';
const eventsAre = 'What it is told of; at least one, without PING and RESYNC_REQUIRED.';

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'Input of `createWebhook`.',
  fields: (t) => ({
    url: t.string({ required: true, description: urlIs }),
    events: t.field({ type: [WebhookEventEnum], required: true, description: eventsAre }),
  }),
});

builder.mutationField('createWebhook', (t) =>
  t.field({
    type: secretPayload('CreateWebhookPayload', 'createWebhook'),
    description:
      'Makes a webhook, which is told of what happens from now on; at most 20. Its secret is shown only in this answer.',
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, LimitError],
      union: { name: 'CreateWebhookResult', description: 'Result of `createWebhook`.' },
    },
    resolve: (_root, { input: { url, events } }, context) =>
      createWebhook(signedIn(context), { url: url.trim(), events }),
  }),
);

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'Input of `updateWebhook`. What is null or left out stays as it is.',
  fields: (t) => ({
    webhookId: t.id({ required: true, description: 'Webhook.' }),
    url: t.string({ description: urlIs }),
    events: t.field({ type: [WebhookEventEnum], description: eventsAre }),
    enabled: t.boolean({
      description: 'Whether events are sent. Switched on again, it is told of what happens from then on.',
    }),
  }),
});

builder.mutationField('updateWebhook', (t) =>
  t.field({
    type: payload('UpdateWebhookPayload', 'updateWebhook'),
    description: 'Changes a webhook, or switches it on or off.',
    args: { input: t.arg({ type: UpdateWebhookInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError],
      union: { name: 'UpdateWebhookResult', description: 'Result of `updateWebhook`.' },
    },
    resolve: async (_root, { input }, context) => {
      const id = requireKey('Webhook', input.webhookId);
      const { url, events, enabled } = input;
      const changes = {
        ...given('url', url?.trim()),
        ...given('events', events),
        ...given('enabled', enabled),
      };
      await updateWebhook(signedIn(context), id, changes);
      return { id };
    },
  }),
);

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Input of `rotateWebhookSecret`.',
  fields: (t) => ({ webhookId: t.id({ required: true, description: 'Webhook.' }) }),
});

builder.mutationField('rotateWebhookSecret', (t) =>
  t.field({
    type: secretPayload('RotateWebhookSecretPayload', 'rotateWebhookSecret'),
    description:
      'Makes a new secret, by which everything is signed from now on. It is shown only in this answer.',
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RotateWebhookSecretResult', description: 'Result of `rotateWebhookSecret`.' },
    },
    resolve: async (_root, { input }, context) => {
      const id = requireKey('Webhook', input.webhookId);
      return { id, secret: await rotateWebhookSecret(signedIn(context), id) };
    },
  }),
);

const DeleteWebhookInput = builder.inputType('DeleteWebhookInput', {
  description: 'Input of `deleteWebhook`.',
  fields: (t) => ({ webhookId: t.id({ required: true, description: 'Webhook.' }) }),
});

const DeleteWebhookPayload = builder
  .objectRef<{ deletedWebhookId: string }>('DeleteWebhookPayload')
  .implement({
    description: 'Outcome of `deleteWebhook`.',
    fields: (t) => ({
      deletedWebhookId: t.exposeID('deletedWebhookId', { description: 'ID of the deleted webhook.' }),
    }),
  });

builder.mutationField('deleteWebhook', (t) =>
  t.field({
    type: DeleteWebhookPayload,
    description: 'Deletes a webhook with the log of its deliveries. Nothing is sent to it any more.',
    args: { input: t.arg({ type: DeleteWebhookInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteWebhookResult', description: 'Result of `deleteWebhook`.' },
    },
    resolve: async (_root, { input }, context) => {
      await deleteWebhook(signedIn(context), requireKey('Webhook', input.webhookId));
      return { deletedWebhookId: input.webhookId };
    },
  }),
);
