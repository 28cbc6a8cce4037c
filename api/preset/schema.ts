import { queryFromInfo } from '@pothos/plugin-prisma';
import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { given, requireKey, sentence, temperature } from '../graphql/inputs.ts';
import { connectionOf, decodeCursor, encodeCursor, page, pagePaths, pageSize } from '../graphql/pages.ts';
import { Model, modelNamed } from '../model/schema.ts';
import { ConflictError, LimitError, NotFoundError, ValidationError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { createPreset, deletePreset, restorePreset, updatePreset } from './service.ts';

const Preset = builder.prismaNode('Preset', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, deletedAt: null, ...ownedBy(viewer) }),
  fields: (t) => ({
    name: t.exposeString('name'),
    text: t.exposeString('text'),
    model: t.field({
      type: Model,
      nullable: true,
      select: { modelName: true },
      description: 'Model that it chooses; null leaves it as it is.',
      resolve: ({ modelName }, _args, { catalog }) => (modelName ? modelNamed(catalog, modelName) : null),
    }),
    temperature: t.exposeFloat('temperature', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const PresetConnection = connectionOf('Preset', 'Presets', Preset);

builder.prismaObjectFields('User', (t) => ({
  presets: t.field({
    type: PresetConnection,
    description: 'Own presets by name. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 100, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_user, { first, after }, context, info) => {
      const { db, viewer } = context;
      const size = pageSize('first', first ?? 100);
      const where = { deletedAt: null, ...ownedBy(viewer) };
      const rows = await db.prisma.preset.findMany({
        ...queryFromInfo({ context, info, typeName: 'Preset', paths: pagePaths }),
        where: after ? { AND: [where, behind(after)] } : where,
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: size + 1,
      });
      return page(rows.slice(0, size), ({ name, id }) => encodeCursor([name, id]), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => db.prisma.preset.count({ where }),
      });
    },
  }),
}));

function behind(cursor: string) {
  const isMine = ([name, id]: unknown[]) => isName(name) && isUuid(id);
  const [name, id] = decodeCursor<[string, string]>(cursor, isMine);
  return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
}

const isName = (name: unknown) => sentence('The name', 60).safeParse(name).success;

const nameIs = 'Name, 1-60 characters on one line; also what is typed after `/`.';
const textIs = 'Text, 1-20000 characters.';
const name = sentence('The name', 60).refine((given) => !/\p{Cc}/u.test(given), 'The name must be one line.');
const text = sentence('The text', 20_000);

const CreatePresetInput = builder.inputType('CreatePresetInput', {
  description: 'Input of `createPreset`.',
  fields: (t) => ({
    name: t.string({ required: true, description: nameIs }),
    text: t.string({ required: true, description: textIs }),
    modelId: t.id({ description: 'Model that it chooses.' }),
    temperature: t.float({ description: 'Temperature that it sets, 0-2.' }),
  }),
  validate: z.looseObject({ name, text, temperature: temperature.nullish() }),
});

const UpdatePresetInput = builder.inputType('UpdatePresetInput', {
  description: 'Input of `updatePreset`.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Preset.' }),
    name: t.string({ description: nameIs }),
    text: t.string({ description: textIs }),
    modelId: t.id({ description: 'Model that it chooses; null removes it, left out it stays.' }),
    temperature: t.float({
      description: 'Temperature that it sets, 0-2; null removes it, left out it stays.',
    }),
  }),
  validate: z.looseObject({ name: name.nullish(), text: text.nullish(), temperature: temperature.nullish() }),
});

const presetInput = (verb: string) =>
  builder.inputType(`${verb}PresetInput`, {
    description: `Input of \`${verb.toLowerCase()}Preset\`.`,
    fields: (t) => ({ presetId: t.id({ required: true, description: 'Preset.' }) }),
  });

const DeletePresetInput = presetInput('Delete');
const RestorePresetInput = presetInput('Restore');

type Outcome = { preset: typeof Preset.$inferType };

const payload = (verb: string) =>
  builder.objectRef<Outcome>(`${verb}PresetPayload`).implement({
    description: `Outcome of \`${verb.toLowerCase()}Preset\`.`,
    fields: (t) => ({
      preset: t.field({ type: Preset, description: 'Preset.', resolve: ({ preset }) => preset }),
    }),
  });

const CreatePresetPayload = payload('Create');
const UpdatePresetPayload = payload('Update');
const RestorePresetPayload = payload('Restore');

const DeletePresetPayload = builder.objectRef<{ deletedPresetId: string }>('DeletePresetPayload').implement({
  description: 'Outcome of `deletePreset`.',
  fields: (t) => ({
    deletedPresetId: t.exposeID('deletedPresetId', { description: 'ID of what was deleted.' }),
  }),
});

const union = (verb: string) => ({
  name: `${verb}PresetResult`,
  description: `Result of \`${verb.toLowerCase()}Preset\`.`,
});

const modelNameOf = (id: string) => keyOf('Model', id) ?? '';

builder.mutationFields((t) => ({
  createPreset: t.field({
    type: CreatePresetPayload,
    description: 'Makes a preset; at most 200.',
    args: { input: t.arg({ type: CreatePresetInput, required: true, description: 'What to do.' }) },
    errors: { types: [ValidationError, LimitError], union: union('Create') },
    resolve: async (_root, { input }, context) => ({
      preset: await createPreset(signedIn(context), {
        name: input.name.trim(),
        text: input.text,
        modelName: input.modelId ? modelNameOf(input.modelId) : null,
        temperature: input.temperature ?? null,
      }),
    }),
  }),
  updatePreset: t.field({
    type: UpdatePresetPayload,
    description: 'Changes a preset. Fields left out stay.',
    args: { input: t.arg({ type: UpdatePresetInput, required: true, description: 'What to do.' }) },
    errors: { types: [ValidationError, NotFoundError], union: union('Update') },
    resolve: async (_root, { input }, context) => ({
      preset: await updatePreset(signedIn(context), requireKey('Preset', input.presetId), {
        ...given('name', input.name?.trim()),
        ...given('text', input.text),
        ...(input.modelId === undefined ? {} : { modelName: input.modelId && modelNameOf(input.modelId) }),
        ...(input.temperature === undefined ? {} : { temperature: input.temperature }),
      }),
    }),
  }),
  deletePreset: t.field({
    type: DeletePresetPayload,
    description: 'Deletes a preset; `restorePreset` undoes it.',
    args: { input: t.arg({ type: DeletePresetInput, required: true, description: 'What to do.' }) },
    errors: { types: [NotFoundError], union: union('Delete') },
    resolve: async (_root, { input }, context) => {
      await deletePreset(signedIn(context), requireKey('Preset', input.presetId));
      return { deletedPresetId: input.presetId };
    },
  }),
  restorePreset: t.field({
    type: RestorePresetPayload,
    description: 'Brings a deleted preset back.',
    args: { input: t.arg({ type: RestorePresetInput, required: true, description: 'What to do.' }) },
    errors: { types: [NotFoundError, ConflictError, LimitError], union: union('Restore') },
    resolve: async (_root, { input }, context) => ({
      preset: await restorePreset(signedIn(context), requireKey('Preset', input.presetId)),
    }),
  }),
}));
