import { ongoing } from '../conversation/rows.ts';
import { Conversation } from '../conversation/schema.ts';
import { builder, signedIn } from '../graphql/builder.ts';
import { requireKey } from '../graphql/inputs.ts';
import { costMicros } from '../model/cost.ts';
import { Model, modelNamed } from '../model/schema.ts';
import { NotFoundError } from '../platform/domain-error.ts';
import { ownedBy } from '../platform/viewer.ts';
import { Usage } from '../usage/schema.ts';
import type { FollowEvent } from './follow.ts';
import type { Generations } from './service.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    generations: Generations;
  }
}

const GenerationStatus = builder.enumType('GenerationStatus', {
  description: 'State of a generation. Only the first two are not final.',
  values: {
    QUEUED: { description: 'Waiting for a server to take it.' },
    STREAMING: { description: 'A server has it: text is arriving, or about to.' },
    COMPLETED: { description: 'Ended by itself.' },
    STOPPED: { description: 'Stopped by the user; the text so far is kept.' },
    FAILED: { description: 'The provider failed; the text so far is kept.' },
    INTERRUPTED: { description: 'The server lost it; the text so far is kept.' },
  } as const,
});

const FinishReason = builder.enumType('FinishReason', {
  description: 'Why the model ended.',
  values: {
    STOP: { description: 'Natural end.' },
    LENGTH: { description: 'Token limit.' },
    CONTENT_FILTER: { description: 'Content filter.' },
  } as const,
});

const FailureReason = builder.enumType('FailureReason', {
  description: 'Why an answer failed.',
  values: {
    TOO_LONG: { description: 'The conversation is longer than the model can read.' },
    NO_CREDIT: { description: 'The account at the provider has no credit left.' },
    CONTENT_REFUSED: { description: 'The provider refused the message under its content rules.' },
    BAD_KEY: { description: 'The provider does not accept the API key.' },
    MODEL_UNAVAILABLE: { description: 'The provider does not offer this model, or not to this key.' },
    RATE_LIMITED: { description: 'The provider limits requests; `retryAt` says until when, if it told.' },
    PROVIDER_FAILED: { description: 'The provider had a problem of its own.' },
    MISCONFIGURED: { description: 'What was asked is no model server: its address is wrong.' },
    REJECTED: { description: 'The provider rejected the request.' },
    UNREACHABLE: { description: 'The provider cannot be reached.' },
    TIMED_OUT: { description: 'The provider did not begin in time, fell silent or wrote for too long.' },
    BROKEN_OFF: { description: 'The provider broke off in mid-answer.' },
    INTERRUPTED: { description: 'Parley stopped while the answer was being written.' },
    UNEXPECTED: { description: 'Something unexpected went wrong in Parley.' },
  } as const,
});

export const Generation = builder.prismaNode('Generation', {
  id: { field: 'id' },
  findUnique: (id, { viewer }) => ({ id, ...ownedBy(viewer) }),
  fields: (t) => ({
    model: t.field({
      type: Model,
      select: { modelName: true },
      description: 'Model.',
      resolve: ({ modelName }, _args, { catalog }) => modelNamed(catalog, modelName),
    }),
    status: t.expose('status', { type: GenerationStatus }),
    seq: t.exposeInt('seq'),
    finishReason: t.expose('finishReason', { type: FinishReason, nullable: true }),
    failureMessage: t.exposeString('failureMessage', { nullable: true }),
    failureReason: t.expose('failureReason', { type: FailureReason, nullable: true }),
    retryAt: t.expose('retryAt', { type: 'DateTime', nullable: true }),
    usage: t.field({
      type: Usage,
      nullable: true,
      select: { modelName: true, inputTokens: true, cachedInputTokens: true, outputTokens: true },
      description: 'Tokens and cost; null until it ended, or when the provider did not count.',
      resolve: ({ modelName, inputTokens, cachedInputTokens, outputTokens }, _args, { catalog }) => {
        if (inputTokens === null || outputTokens === null) return null;
        const counts = { inputTokens, cachedInputTokens: cachedInputTokens ?? 0, outputTokens };
        return { ...counts, costMicros: costMicros(catalog.describe(modelName), counts) };
      },
    }),
    omittedMessages: t.exposeInt('omittedMessages', { nullable: true }),
    temperature: t.exposeFloat('temperature', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    firstTextAt: t.expose('firstTextAt', { type: 'DateTime', nullable: true }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.prismaObjectField(Conversation, 'activeGenerations', (t) =>
  t.relation('generations', {
    type: Generation,
    description: 'Generations still running: what a newly opened tab subscribes to.',
    query: ongoing,
  }),
);

const StopGenerationInput = builder.inputType('StopGenerationInput', {
  description: 'Input of `stopGeneration`.',
  fields: (t) => ({ generationId: t.id({ required: true, description: 'Generation.' }) }),
});

const StopGenerationPayload = builder.objectRef<{ generationId: string }>('StopGenerationPayload').implement({
  description: 'Outcome of `stopGeneration`.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'Generation, final or about to be.',
      resolve: (query, { generationId: id }, _args, { db }) =>
        db.prisma.generation.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationField('stopGeneration', (t) =>
  t.field({
    type: StopGenerationPayload,
    description: 'Stops a running generation and keeps its text. Does nothing if it has ended.',
    args: { input: t.arg({ type: StopGenerationInput, required: true, description: 'What to do.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'StopGenerationResult', description: 'Result of `stopGeneration`.' },
    },
    resolve: async (_root, { input }, context) => {
      const { generations, viewer } = signedIn(context);
      const generationId = requireKey('Generation', input.generationId);
      await generations.stop(viewer, generationId);
      return { generationId };
    },
  }),
);

type EventShape = FollowEvent & { generationId: string };

const Snapshot = builder
  .objectRef<Extract<EventShape, { type: 'snapshot' }>>('GenerationSnapshot')
  .implement({
    description: 'All text up to `seq`. Replace what you have.',
    fields: (t) => ({
      seq: t.exposeInt('seq', { description: 'Last chunk included.' }),
      text: t.exposeString('text', { description: 'Whole text so far.' }),
    }),
  });

const Delta = builder.objectRef<Extract<EventShape, { type: 'delta' }>>('GenerationDelta').implement({
  description:
    'Text of the chunks after `fromSeq` up to `seq`. Append if `fromSeq` is your last `seq`; ignore if `seq` is not ' +
    'above it; otherwise subscribe again without `after`.',
  fields: (t) => ({
    fromSeq: t.exposeInt('fromSeq', { description: 'Chunk before the first one included.' }),
    seq: t.exposeInt('seq', { description: 'Last chunk included.' }),
    text: t.exposeString('text', { description: 'Text to append.' }),
  }),
});

const Ended = builder.objectRef<Extract<EventShape, { type: 'ended' }>>('GenerationEnded').implement({
  description: 'The generation is final and its message durable.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Last chunk.' }),
    generation: t.prismaField({
      type: Generation,
      description: 'Final state.',
      resolve: (query, { generationId: id }, _args, { db }) =>
        db.prisma.generation.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

const types = { snapshot: 'GenerationSnapshot', delta: 'GenerationDelta', ended: 'GenerationEnded' } as const;

const GenerationEvent = builder.unionType('GenerationEvent', {
  description:
    'In order: a GenerationSnapshot (unless resumed by `after`), GenerationDelta events without gap or overlap, ' +
    'exactly one GenerationEnded; then the stream completes.',
  types: [Snapshot, Delta, Ended],
  resolveType: ({ type }) => types[type],
});

builder.subscriptionField('generation', (t) =>
  t.field({
    type: GenerationEvent,
    description:
      'Text of one generation. See GenerationEvent for the order of events. Works before, during and after the run.',
    args: {
      id: t.arg.id({ required: true, description: 'Generation.' }),
      after: t.arg.int({
        description: 'Resume after this chunk; null or out of range starts with a snapshot.',
      }),
      minIntervalMs: t.arg.int({
        defaultValue: 40,
        description: 'At most one event in this many milliseconds (20-5000); text in between is joined.',
      }),
    },
    subscribe: async (_root, { id, after, minIntervalMs }, context) => {
      const { generations, viewer } = signedIn(context);
      const generationId = requireKey('Generation', id);
      const request = { generationId, after: after ?? null, minIntervalMs: minIntervalMs ?? 40 };
      return generations.follow(viewer, request) as Promise<AsyncIterable<FollowEvent>>;
    },
    resolve: (event, { id }) => ({ ...event, generationId: requireKey('Generation', id) }),
  }),
);
