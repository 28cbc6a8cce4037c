import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { builder, signedIn } from '../graphql/builder.ts';
import { keyOf } from '../graphql/global-id.ts';
import { given, requireKey, sentence, storableText } from '../graphql/inputs.ts';
import { connectionOf, decodeCursor, encodeCursor, page, pageSize } from '../graphql/pages.ts';
import { Model, modelNamed } from '../model/schema.ts';
import {
  ConflictError,
  LimitError,
  ModelUnavailableError,
  NotFoundError,
  ValidationError,
} from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { createProject, setProjectDeleted, updateProject } from './service.ts';

export const Project = builder.prismaNode('Project', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  fields: (t) => ({
    name: t.exposeString('name'),
    instructions: t.exposeString('instructions', { nullable: true }),
    model: t.field({
      type: Model,
      nullable: true,
      select: { modelName: true },
      description: 'Model for its new conversations; the default when null.',
      resolve: ({ modelName }, _args, { catalog }) =>
        modelName === null ? null : modelNamed(catalog, modelName),
    }),
    revision: t.exposeInt('revision'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true }),
  }),
});

const ProjectConnection = connectionOf('Project', 'Projects', Project);

builder.prismaObjectFields('User', (t) => ({
  projects: t.field({
    type: ProjectConnection,
    description: 'Own projects by name. Viewer only.',
    args: {
      first: t.arg.int({ defaultValue: 100, description: 'Page size, 1-100.' }),
      after: t.arg.string({ description: 'Cursor.' }),
    },
    resolve: async (_user, { first, after }, { db, viewer }) => {
      const size = pageSize('first', first ?? 100);
      const where = { ...ownedBy(viewer), deletedAt: null };
      const isMine = ([name, id]: unknown[]) => typeof name === 'string' && isUuid(id);
      const [name = '', id = ''] = after ? decodeCursor<[string, string]>(after, isMine) : [];
      const later = { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
      const rows = await db.prisma.project.findMany({
        where: after ? { AND: [where, later] } : where,
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: size + 1,
      });
      return page(rows.slice(0, size), (row) => encodeCursor([row.name, row.id]), {
        hasNextPage: rows.length > size,
        hasPreviousPage: Boolean(after),
        totalCount: () => db.prisma.project.count({ where }),
      });
    },
  }),
}));

const fieldLimits = {
  name: sentence('The name', 100),
  instructions: storableText('The instructions', 20_000).nullish(),
};

const ProjectPayload = (name: string, mutation: string) =>
  builder.objectRef<{ project: typeof Project.$inferType }>(name).implement({
    description: `Outcome of \`${mutation}\`.`,
    fields: (t) => ({
      project: t.field({ type: Project, description: 'Project.', resolve: ({ project }) => project }),
    }),
  });

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: 'Input of `createProject`.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name, 1-100 characters.' }),
    instructions: t.string({ description: 'Instructions, at most 20000 characters.' }),
    modelId: t.id({ description: 'Model for its new conversations; the default when null.' }),
  }),
  validate: z.looseObject(fieldLimits),
});

builder.mutationField('createProject', (t) =>
  t.field({
    type: ProjectPayload('CreateProjectPayload', 'createProject'),
    description: 'Makes a project.',
    args: { input: t.arg({ type: CreateProjectInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, LimitError, ModelUnavailableError],
      union: { name: 'CreateProjectResult', description: 'Result of `createProject`.' },
    },
    resolve: async (_root, { input }, context) => ({
      project: await createProject(signedIn(context), {
        name: input.name.trim(),
        ...given('instructions', input.instructions),
        ...given('modelName', input.modelId && (keyOf('Model', input.modelId) ?? '?')),
      }),
    }),
  }),
);

const UpdateProjectInput = builder.inputType('UpdateProjectInput', {
  description: 'Input of `updateProject`.',
  fields: (t) => ({
    projectId: t.id({ required: true, description: 'Project.' }),
    ifRevision: t.int({
      description: 'Change it only if its `revision` is still this; otherwise the result is a ConflictError.',
    }),
    name: t.string({ description: 'Name, 1-100 characters.' }),
    instructions: t.string({ description: 'Instructions; an empty string removes them.' }),
    modelId: t.id({ description: 'Model for its new conversations; an empty string removes it.' }),
  }),
  validate: z.looseObject({ ...fieldLimits, name: fieldLimits.name.nullish() }),
});

builder.mutationField('updateProject', (t) =>
  t.field({
    type: ProjectPayload('UpdateProjectPayload', 'updateProject'),
    description: 'Changes a project. Fields left out stay.',
    args: { input: t.arg({ type: UpdateProjectInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [ValidationError, NotFoundError, ConflictError, ModelUnavailableError],
      union: { name: 'UpdateProjectResult', description: 'Result of `updateProject`.' },
    },
    resolve: async (_root, { input }, context) => ({
      project: await updateProject(signedIn(context), requireKey('Project', input.projectId), {
        ...given('ifRevision', input.ifRevision),
        ...given('name', input.name?.trim()),
        ...given('instructions', input.instructions),
        ...(typeof input.modelId === 'string'
          ? { modelName: input.modelId === '' ? null : (keyOf('Model', input.modelId) ?? '?') }
          : {}),
      }),
    }),
  }),
);

const projectInput = (name: string, mutation: string) =>
  builder.inputType(name, {
    description: `Input of \`${mutation}\`.`,
    fields: (t) => ({ projectId: t.id({ required: true, description: 'Project.' }) }),
  });

builder.mutationField('deleteProject', (t) =>
  t.field({
    type: ProjectPayload('DeleteProjectPayload', 'deleteProject'),
    description:
      'Puts a project into the trash for 30 days. Its conversations stay where they are, without its instructions.',
    args: {
      input: t.arg({
        type: projectInput('DeleteProjectInput', 'deleteProject'),
        required: true,
        description: 'What to do.',
      }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteProjectResult', description: 'Result of `deleteProject`.' },
    },
    resolve: async (_root, { input }, context) => ({
      project: await setProjectDeleted(signedIn(context), requireKey('Project', input.projectId), true),
    }),
  }),
);

builder.mutationField('restoreProject', (t) =>
  t.field({
    type: ProjectPayload('RestoreProjectPayload', 'restoreProject'),
    description: 'Takes a project out of the trash, with its conversations in it again.',
    args: {
      input: t.arg({
        type: projectInput('RestoreProjectInput', 'restoreProject'),
        required: true,
        description: 'What to do.',
      }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'RestoreProjectResult', description: 'Result of `restoreProject`.' },
    },
    resolve: async (_root, { input }, context) => ({
      project: await setProjectDeleted(signedIn(context), requireKey('Project', input.projectId), false),
    }),
  }),
);
