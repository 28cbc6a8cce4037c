/**
 * What is known of models by their names alone. Prices are OpenAI's list prices and may age; an operator who needs
 * exact money reads the provider's bill.
 */
import type { ModelInfo, ModelProvider } from './chat-model.ts';

/** Context window in tokens, prices in dollars per million tokens; `cached` where the provider discounts its cache. */
type Known = [displayName: string, contextWindow: number, input: number, output: number, cached?: number];

const table = new Map<string, Known>(
  Object.entries({
    'gpt-4.1': ['GPT-4.1', 1_047_576, 2, 8, 0.5],
    'gpt-4.1-mini': ['GPT-4.1 mini', 1_047_576, 0.4, 1.6, 0.1],
    'gpt-4.1-nano': ['GPT-4.1 nano', 1_047_576, 0.1, 0.4, 0.025],
    'gpt-4o': ['GPT-4o', 128_000, 2.5, 10, 1.25],
    'gpt-4o-mini': ['GPT-4o mini', 128_000, 0.15, 0.6, 0.075],
    'chatgpt-4o-latest': ['ChatGPT-4o', 128_000, 5, 15],
    'gpt-4-turbo': ['GPT-4 Turbo', 128_000, 10, 30],
    'gpt-4': ['GPT-4', 8_192, 30, 60],
    'gpt-3.5-turbo': ['GPT-3.5 Turbo', 16_385, 0.5, 1.5],
    'gpt-5.1': ['GPT-5.1', 400_000, 1.25, 10, 0.125],
    'gpt-5': ['GPT-5', 400_000, 1.25, 10, 0.125],
    'gpt-5-mini': ['GPT-5 mini', 400_000, 0.25, 2, 0.025],
    'gpt-5-nano': ['GPT-5 nano', 400_000, 0.05, 0.4, 0.005],
    'gpt-5-chat-latest': ['GPT-5 Chat', 128_000, 1.25, 10, 0.125],
    o1: ['o1', 200_000, 15, 60, 7.5],
    o3: ['o3', 200_000, 2, 8, 0.5],
    'o3-mini': ['o3-mini', 200_000, 1.1, 4.4, 0.55],
    'o4-mini': ['o4-mini', 200_000, 1.1, 4.4, 0.275],
  }),
);

/** The default is the first of these that is offered: GPT-4 class, newest first. */
const preferred = ['gpt-4.1', 'gpt-4o', 'chatgpt-4o-latest', 'gpt-4-turbo', 'gpt-4'];

const CONTEXT_WINDOW = 128_000;
/** Ollama gives every model a small window unless told otherwise. */
const OLLAMA_CONTEXT_WINDOW = 8_192;

const NOT_CHAT =
  /embed|whisper|tts|dall-e|moderation|realtime|audio|image|transcribe|search|instruct|babbage|davinci|codex|sora|computer-use|deep-research|-pro\b/;
const NOT_CHAT_ANYWHERE = /embed|whisper|\btts\b|dall-e|moderation|rerank|(^|\/)bge-|minilm/i;

export function describeModel(name: string, provider: ModelProvider): ModelInfo {
  if (provider === 'DEMO') {
    const displayName = 'Demo (built in, not a real model)';
    return {
      name,
      displayName,
      provider,
      contextWindow: CONTEXT_WINDOW,
      inputPriceMicros: null,
      cachedInputPriceMicros: null,
      outputPriceMicros: null,
    };
  }
  const { base, date } = withoutDate(name);
  const known = table.get(base);
  if (!known || provider === 'OLLAMA') {
    const contextWindow = provider === 'OLLAMA' ? OLLAMA_CONTEXT_WINDOW : CONTEXT_WINDOW;
    return {
      name,
      displayName: name,
      provider,
      contextWindow,
      inputPriceMicros: null,
      cachedInputPriceMicros: null,
      outputPriceMicros: null,
    };
  }
  const [displayName, contextWindow, input, output, cached] = known;
  return {
    name,
    displayName: date === '' ? displayName : `${displayName} (${date})`,
    provider,
    contextWindow,
    inputPriceMicros: Math.round(input * 1_000_000),
    cachedInputPriceMicros: cached === undefined ? null : Math.round(cached * 1_000_000),
    outputPriceMicros: Math.round(output * 1_000_000),
  };
}

export const isKnownModel = (name: string): boolean => table.has(withoutDate(name).base);

/** The chat models of a server's list, the default first. Only OpenAI's own list is put into an order of ours. */
export function chooseModels(names: readonly string[]): string[] {
  const unique = [...new Set(names)];
  const chat = unique.filter((name) => !(isOpenAiList(unique) ? NOT_CHAT : NOT_CHAT_ANYWHERE).test(name));
  const usable = chat.length > 0 ? chat : unique;
  const ordered = isOpenAiList(unique) ? usable.toSorted(byUse) : usable;
  const first = preferred.find((name) => ordered.includes(name));
  return first === undefined ? ordered : [first, ...ordered.filter((name) => name !== first)];
}

/** Others offer models named `…-instruct` or `…-codex` that chat well; only OpenAI's names tell what does not. */
function isOpenAiList(names: readonly string[]): boolean {
  return (
    names.some((name) => name.startsWith('gpt-')) &&
    names.some((name) => /^(text-embedding|whisper|dall-e|tts)-/.test(name))
  );
}

/** Known models in the order of the table, then unknown ones, dated copies last; newest names first. */
function byUse(a: string, b: string): number {
  return rank(a) - rank(b) || b.localeCompare(a, 'en', { numeric: true });
}

function rank(name: string): number {
  const { base, date } = withoutDate(name);
  const known = [...table.keys()].indexOf(base);
  return (date === '' ? 0 : 1000) + (known === -1 ? 500 : known);
}

/** `gpt-4o-2024-08-06` and `gpt-4-0613` are copies of a model frozen at a date. */
function withoutDate(name: string): { base: string; date: string } {
  const match = /^(.+)-(\d{4}-\d{2}-\d{2}|\d{4})$/.exec(name);
  return match ? { base: match[1] as string, date: match[2] as string } : { base: name, date: '' };
}
