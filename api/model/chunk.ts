/**
 * The wire format of a streamed chat completion, as servers really send it: nothing is certain to be there, and what
 * OpenAI does not document (reasoning, errors inside the stream) comes from its imitators.
 */
import type { ChatUsage, FinishReason } from './chat-model.ts';
import type { Refusal } from './failure.ts';

type Content = string | { type?: string; text?: string }[] | null;

export type Choice = {
  delta?: {
    content?: Content;
    refusal?: Content;
    reasoning_content?: unknown;
    reasoning?: unknown;
    tool_calls?: unknown;
  };
  finish_reason?: string | null;
};

type WireUsage = {
  prompt_tokens?: number;
  completion_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
};

type WireError = string | { message?: unknown; code?: unknown; status?: unknown };

export type Chunk = { choices?: Choice[]; usage?: WireUsage | null; error?: WireError };

/** What the model says to the person. A refusal is an answer too; reasoning is not, though it is a sign of life. */
export function saidIn(choice: Choice): string {
  const delta = choice.delta;
  return delta ? textOf(delta.content) || textOf(delta.refusal) : '';
}

export function isSignOfLife({ delta }: Choice): boolean {
  return Boolean(delta?.reasoning_content || delta?.reasoning || delta?.tool_calls);
}

/** An unknown reason still says that the model meant to end. */
export function toFinishReason(reason: string): FinishReason {
  if (reason === 'length' || reason === 'max_tokens') return 'LENGTH';
  return reason === 'content_filter' ? 'CONTENT_FILTER' : 'STOP';
}

export function toUsage(usage: WireUsage): ChatUsage {
  return {
    inputTokens: countOf(usage.prompt_tokens),
    cachedInputTokens: countOf(usage.prompt_tokens_details?.cached_tokens),
    outputTokens: countOf(usage.completion_tokens),
  };
}

/** What a server counts is its own affair; only what the ledger can hold counts here. */
function countOf(tokens: unknown): number {
  return Number.isSafeInteger(tokens) && Number(tokens) >= 0 && Number(tokens) < 2 ** 31 ? Number(tokens) : 0;
}

/** OpenAI gives a word as code, OpenRouter a status number, Ollama a bare string. */
export function toRefusal(error: WireError): Refusal {
  if (typeof error === 'string') return { status: null, code: null, message: error, retryAfterMs: null };
  return {
    status: typeof error.code === 'number' ? error.code : null,
    code: typeof error.code === 'string' ? error.code : null,
    message: typeof error.message === 'string' ? error.message : JSON.stringify(error),
    retryAfterMs: null,
  };
}

/** Mistral's reasoning models send parts instead of a string. */
function textOf(content: Content | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('');
}
