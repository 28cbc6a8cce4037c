/**
 * Which models there are and who serves them. A key or a base URL means an OpenAI-compatible server; without either,
 * an Ollama on this machine if it answers, and else the built-in demo. A provider that is down never makes these
 * functions throw: the list falls back to what was known, and the question itself then fails with a sentence.
 */
import { ModelUnavailableError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import { type ChatModel, ModelFailure, type ModelInfo, type ModelProvider } from './chat-model.ts';
import type { Deadlines } from './deadlines.ts';
import { createDemoModel, demoModelName } from './demo.ts';
import { chooseModels, describeModel, isKnownModel } from './known-models.ts';
import { createModelList, type ModelList } from './model-list.ts';
import { createOpenAiModel } from './openai.ts';

export type Catalog = {
  /** The models that may be used now, the default first; never empty. */
  list(): Promise<ModelInfo[]>;
  /** The model if it is offered now. */
  find(name: string): Promise<ModelInfo | undefined>;
  /** What is known of any name, also one that is offered no more. */
  describe(name: string): ModelInfo;
  default(): Promise<ModelInfo>;
  /** Who answers for this model. Throws `ModelFailure` if nobody does. */
  chat(name: string): Promise<ChatModel>;
};

export type CatalogOptions = {
  apiKey?: string;
  baseUrl?: string;
  /** Offer these and no others, in this order, without asking the server. */
  models?: readonly string[];
  ollamaUrl?: string;
  deadlines?: Partial<Deadlines>;
  log?: Log;
  /** How long a list of models counts, in ms; for tests. */
  freshMs?: { known: number; unknown: number };
  demoTokensPerSecond?: number;
};

const OPENAI_URL = 'https://api.openai.com/v1';
const OLLAMA_URL = 'http://127.0.0.1:11434';
const LIST_TIMEOUT_MS = 10_000;
const OLLAMA_TIMEOUT_MS = 500;
const FRESH_MS = { known: 300_000, unknown: 15_000 };
/** A local question is cheap, and a model that was just pulled should appear. */
const OLLAMA_FRESH_MS = { known: 15_000, unknown: 15_000 };
const FALLBACK = ['gpt-4.1'];

/** One provider: its chat port and the names it offers, null if it offers nothing now. */
type Source = { provider: ModelProvider; chat: ChatModel; names(): Promise<string[] | null> };

export function createCatalog(options: CatalogOptions = {}): Catalog {
  const isConfigured = Boolean(options.apiKey || options.baseUrl);
  const sources = isConfigured ? [openAiSource(options)] : [ollamaSource(options), demoSource(options)];
  let latest: Source | null = null;

  /** The first source that offers anything; the last one always does. */
  async function current(): Promise<{ source: Source; names: string[] }> {
    for (const source of sources) {
      const names = await source.names();
      if (!names) continue;
      latest = source;
      return { source, names };
    }
    throw new Error('the last source offers nothing');
  }

  async function list(): Promise<ModelInfo[]> {
    const { source, names } = await current();
    return names.map((name) => describeModel(name, source.provider));
  }

  return {
    list,
    // Asked for each message of a page: it describes only the one.
    async find(name) {
      const { source, names } = await current();
      return names.includes(name) ? describeModel(name, source.provider) : undefined;
    },
    default: async () => (await list())[0] as ModelInfo,
    describe(name) {
      if (name === demoModelName) return describeModel(name, 'DEMO');
      const isOllama = latest?.provider === 'OLLAMA' && !isKnownModel(name);
      return describeModel(name, isOllama ? 'OLLAMA' : 'OPENAI_COMPATIBLE');
    },
    async chat(name) {
      const { source, names } = await current();
      // The demo must never answer in a real model's name, nor a server be asked for the demo.
      const isMismatch = (source.provider === 'DEMO' || name === demoModelName) && !names.includes(name);
      if (isMismatch)
        throw new ModelFailure(
          'MODEL_UNAVAILABLE',
          `${name} is not available now: choose another model and try again.`,
        );
      return source.chat;
    },
  };
}

function openAiSource(options: CatalogOptions): Source {
  const baseURL = options.baseUrl || OPENAI_URL;
  const { hostname } = new URL(baseURL);
  const name = hostname === 'api.openai.com' ? 'OpenAI' : 'the model server';
  const chat = createOpenAiModel({
    baseURL,
    apiKey: options.apiKey || 'none',
    name,
    deadlines: options.deadlines,
  });
  const list = createModelList({
    load: async () => chooseModels(await chat.listModels(AbortSignal.timeout(LIST_TIMEOUT_MS))),
    freshMs: options.freshMs ?? FRESH_MS,
    waits: 'once',
    onFailure: (error) => options.log?.warn('the list of models could not be read', { error }),
  });
  const names = async () => configured(options) ?? (await list.read()) ?? FALLBACK;
  return { provider: 'OPENAI_COMPATIBLE', chat, names };
}

/** Once it was seen it stays the provider: while it restarts, questions fail with a sentence instead of going to the demo. */
function ollamaSource(options: CatalogOptions): Source {
  const baseURL = `${(options.ollamaUrl ?? OLLAMA_URL).replace(/\/+$/, '')}/v1`;
  const chat = createOpenAiModel({ baseURL, apiKey: 'ollama', name: 'Ollama', deadlines: options.deadlines });
  const list: ModelList = createModelList({
    load: async () => chooseModels(await chat.listModels(AbortSignal.timeout(OLLAMA_TIMEOUT_MS))),
    freshMs: options.freshMs ?? OLLAMA_FRESH_MS,
    waits: 'until known',
    onFailure: () => {},
  });
  const names = async () => {
    const found = await list.read();
    return found && (configured(options) ?? found);
  };
  return { provider: 'OLLAMA', chat, names };
}

function demoSource({ demoTokensPerSecond }: CatalogOptions): Source {
  const chat = createDemoModel({ tokensPerSecond: demoTokensPerSecond });
  return { provider: 'DEMO', chat, names: async () => [demoModelName] };
}

function configured({ models }: CatalogOptions): string[] | null {
  return models && models.length > 0 ? [...new Set(models)] : null;
}

/** The name, if the server offers that model now. Throws ModelUnavailableError, which names what is offered. */
export async function requireModel(catalog: Catalog, name: string): Promise<string> {
  if (await catalog.find(name)) return name;
  const offered = (await catalog.list()).map((model) => model.name);
  const shown = offered.length > 5 ? `${offered.slice(0, 5).join(', ')}, …` : offered.join(', ');
  throw new ModelUnavailableError(`The model “${name}” is not offered here. Choose one of: ${shown}.`);
}
