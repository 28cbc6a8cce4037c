/**
 * The port between Parley and whatever writes answers. Everything above this file knows only these shapes;
 * `openai.ts` and `demo.ts` are its two adapters, `catalog.ts` says which one serves a model name.
 */

/** One turn of the conversation as the model sees it. */
export type ChatTurn = { role: 'system' | 'user' | 'assistant'; content: string };

export type ChatRequest = {
  /** The provider's name of the model, e.g. `gpt-4.1`. */
  model: string;
  turns: readonly ChatTurn[];
  /** Upper bound of the answer in tokens; the provider's default when left out. */
  maxOutputTokens?: number;
  /** 0-2; the model's own when left out. */
  temperature?: number;
  /** 0-1; the model's own when left out. */
  topP?: number;
  /** Texts at which the answer ends. */
  stop?: readonly string[];
};

/** Token counts as the provider reports them. */
export type ChatUsage = { inputTokens: number; cachedInputTokens: number; outputTokens: number };

export type FinishReason = 'STOP' | 'LENGTH' | 'CONTENT_FILTER';

/** Text as it arrives (whatever one network read held, joined), then exactly one finish. */
export type ChatPiece =
  | { type: 'text'; text: string }
  | { type: 'finish'; reason: FinishReason; usage: ChatUsage | null };

export type ChatModel = {
  /**
   * Streams one answer. Ends after its `finish` piece, or throws `ModelFailure` with a sentence safe to show.
   * Aborting `signal` closes the upstream socket and makes the iterator end without a `finish` (abort is not an error).
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPiece>;
};

/** What went wrong, for programs and for translations of the sentence. */
export type FailureReason =
  | 'TOO_LONG'
  | 'NO_CREDIT'
  | 'CONTENT_REFUSED'
  | 'BAD_KEY'
  | 'MODEL_UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'PROVIDER_FAILED'
  | 'MISCONFIGURED'
  | 'REJECTED'
  | 'UNREACHABLE'
  | 'TIMED_OUT'
  | 'BROKEN_OFF'
  | 'INTERRUPTED'
  | 'UNEXPECTED';

/** The model could not answer. `message` is safe to show to the user; `cause` is for the log. */
export class ModelFailure extends Error {
  override name = 'ModelFailure';
  readonly reason: FailureReason;
  /** When the provider wants to be asked again; null if it did not say. */
  readonly retryAfterMs: number | null;

  constructor(
    reason: FailureReason,
    sentence: string,
    { cause, retryAfterMs = null }: { cause?: unknown; retryAfterMs?: number | null } = {},
  ) {
    super(sentence, { cause });
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

export type ModelProvider = 'OPENAI_COMPATIBLE' | 'OLLAMA' | 'DEMO';

/** What is known of a model by its name. Prices in millionths of a US dollar per million tokens, null if unknown. */
export type ModelInfo = {
  name: string;
  displayName: string;
  provider: ModelProvider;
  /** In tokens. */
  contextWindow: number;
  inputPriceMicros: number | null;
  /** Of input that was in the provider's cache; null if it costs the same. */
  cachedInputPriceMicros: number | null;
  outputPriceMicros: number | null;
};
