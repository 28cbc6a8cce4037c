import { builder } from '../graphql/builder.ts';
import type { Catalog } from './catalog.ts';
import type { ModelInfo } from './chat-model.ts';

declare module '../graphql/builder.ts' {
  interface Context {
    catalog: Catalog;
  }
}

const ModelProvider = builder.enumType('ModelProvider', {
  description: 'Where a model runs.',
  values: {
    OPENAI_COMPATIBLE: { description: 'At OpenAI, or at a server that speaks its protocol.' },
    OLLAMA: { description: 'At an Ollama on this machine.' },
    DEMO: { description: 'Inside Parley: scripted answers, no model at all.' },
  } as const,
});

/** A model as GraphQL shows it: also one that is no longer offered, since old messages name it. */
type OfferedModel = ModelInfo & { enabled: boolean };

export const Model = builder.objectRef<OfferedModel>('Model');

builder.node(Model, {
  description: 'A chat model offered by a provider.',
  id: { resolve: ({ name }) => name },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'contextWindow' in value,
  loadOne: async (name, { catalog, viewer }) =>
    viewer ? ((await offeredModel(catalog, name)) ?? null) : null,
  fields: (t) => ({
    name: t.exposeString('name', { description: "Provider's name for it, e.g. `gpt-4.1`." }),
    displayName: t.exposeString('displayName', { description: 'Name to show.' }),
    provider: t.expose('provider', { type: ModelProvider, description: 'Where it runs.' }),
    contextWindow: t.exposeInt('contextWindow', { description: 'Context window in tokens.' }),
    enabled: t.exposeBoolean('enabled', { description: 'False when shown only for old messages.' }),
    inputPriceMicros: t.expose('inputPriceMicros', {
      type: 'SafeInt',
      nullable: true,
      description: 'Price per million input tokens, in millionths of a US dollar; null if unknown.',
    }),
    outputPriceMicros: t.expose('outputPriceMicros', {
      type: 'SafeInt',
      nullable: true,
      description: 'Price per million output tokens, in millionths of a US dollar; null if unknown.',
    }),
  }),
});

builder.queryField('models', (t) =>
  t.field({
    type: [Model],
    authScopes: { signedIn: true },
    description: 'Models that the viewer may use, the default first.',
    resolve: async (_root, _args, { catalog }) =>
      (await catalog.list()).map((model) => ({ ...model, enabled: true })),
  }),
);

/** The model of that name, for a field that must show one even when it is no longer offered. */
export async function modelNamed(catalog: Catalog, name: string): Promise<OfferedModel> {
  return (await offeredModel(catalog, name)) ?? { ...catalog.describe(name), enabled: false };
}

async function offeredModel(catalog: Catalog, name: string): Promise<OfferedModel | undefined> {
  const found = await catalog.find(name);
  return found && { ...found, enabled: true };
}
