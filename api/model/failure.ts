/**
 * What went wrong with a model server, in one sentence each: what happened, then what to do. The words are ours alone:
 * a server's own text may hold keys, markup or another person's data, so it goes into `cause`, shortened, for the log.
 */
import { type ChatTurn, type FailureReason, ModelFailure } from './chat-model.ts';

/** A `ModelFailure` that knows whether asking again may help. */
export class UpstreamFailure extends ModelFailure {
  readonly isRetryable: boolean;

  constructor(
    reason: FailureReason,
    sentence: string,
    options: { cause?: unknown; isRetryable?: boolean; retryAfterMs?: number | null } = {},
  ) {
    // A provider's name may open the sentence: `the model server`.
    super(reason, sentence.charAt(0).toUpperCase() + sentence.slice(1), options);
    this.isRetryable = options.isRetryable ?? false;
  }
}

/** Who failed: the provider's display name and the model that was asked; and what no log may show of the question. */
export type Asked = { provider: string; model: string; apiKey: string; turns: readonly ChatTurn[] };

/** What an error status or an error object in the stream says. */
export type Refusal = {
  status: number | null;
  code: string | null;
  message: string;
  retryAfterMs: number | null;
};

const RETRYABLE_STATUS = new Set([429, 500, 502, 503, 504]);
const KEPT = 'what arrived is kept, try again for a whole answer';

/** The failure for a refusal; the first rule that fits speaks. */
export function refused(asked: Asked, refusal: Refusal): UpstreamFailure {
  const { provider, model } = asked;
  const { status, code, message, retryAfterMs } = refusal;
  const words = `${code ?? ''} ${message.replaceAll(asked.apiKey, '[key]')}`.slice(0, 500);
  const cause = new Error(`${status ?? 'stream error'} ${withoutEcho(words, asked.turns)}`);
  const failure = (reason: FailureReason, sentence: string) =>
    new UpstreamFailure(reason, sentence, { cause });

  if (
    code === 'context_length_exceeded' ||
    status === 413 ||
    /context (length|window|size)|too many tokens/i.test(message)
  )
    return failure(
      'TOO_LONG',
      `This conversation is longer than ${model} can read: start a new one, or choose a model with a larger context window.`,
    );
  if (code === 'insufficient_quota' || status === 402)
    return failure(
      'NO_CREDIT',
      `The account at ${provider} has no credit left: the administrator must top it up.`,
    );
  if (code === 'content_filter' || code === 'content_policy_violation')
    return failure(
      'CONTENT_REFUSED',
      `${provider} refused this message under its content rules: rephrase it and send it again.`,
    );
  if (status === 401 || code === 'invalid_api_key')
    return failure(
      'BAD_KEY',
      `${provider} does not accept the API key: the administrator must set a valid OPENAI_API_KEY.`,
    );
  if (status === 403)
    return failure(
      'MODEL_UNAVAILABLE',
      `${provider} does not let this API key use ${model}: choose another model, or ask the administrator.`,
    );
  if (status === 404 || code === 'model_not_found')
    return failure(
      'MODEL_UNAVAILABLE',
      `${provider} does not offer ${model}: choose another model, or ask the administrator to check OPENAI_BASE_URL.`,
    );
  if (status === 429 || code === 'rate_limit_exceeded')
    return new UpstreamFailure(
      'RATE_LIMITED',
      `${provider} is limiting requests at the moment: try again ${retryAfterMs === null ? 'in a minute' : `in ${inWords(retryAfterMs)}`}.`,
      { cause, isRetryable: true, retryAfterMs },
    );
  if (status === null)
    return failure('PROVIDER_FAILED', `${provider} reported an error while answering: ${KEPT}.`);
  if (status >= 500)
    return new UpstreamFailure(
      'PROVIDER_FAILED',
      `${provider} has a problem of its own (status ${status}): try again in a moment.`,
      {
        cause,
        isRetryable: RETRYABLE_STATUS.has(status),
        retryAfterMs,
      },
    );
  if (status < 400)
    return failure(
      'MISCONFIGURED',
      `${provider} has moved to another address: ask the administrator to correct OPENAI_BASE_URL.`,
    );
  return failure(
    'REJECTED',
    `${provider} rejected the request (status ${status}): try another model, or ask the administrator to look at the log.`,
  );
}

/** A server's words without those of the conversation, which some servers echo: nobody's text belongs in a log. */
function withoutEcho(words: string, turns: readonly ChatTurn[]): string {
  const said = turns
    .map(({ content }) => content)
    .join(' ')
    .toLowerCase();
  const unescaped = words.replace(/\\+([nrtbf]|u[0-9a-f]{4})/gi, ' ');
  return unescaped.replace(/[\p{L}\p{N}_]+/gu, (word) => (said.includes(word.toLowerCase()) ? '…' : word));
}

export const unreachable = ({ provider }: Asked, cause: unknown) =>
  new UpstreamFailure(
    'UNREACHABLE',
    `${provider} cannot be reached: check that it is running and that the server is online, then try again.`,
    {
      cause,
      isRetryable: true,
    },
  );

export const brokenOff = ({ provider }: Asked, hasBegun: boolean, cause: unknown) =>
  new UpstreamFailure(
    'BROKEN_OFF',
    hasBegun
      ? `The connection to ${provider} broke in mid-answer: ${KEPT}.`
      : `${provider} broke the connection before it answered: try again in a moment.`,
    { cause, isRetryable: true },
  );

export const neverBegan = ({ provider }: Asked, ms: number) =>
  new UpstreamFailure(
    'TIMED_OUT',
    `${provider} did not begin to answer within ${inWords(ms)}: try again, or choose another model.`,
  );

export const fellSilent = ({ provider }: Asked, ms: number) =>
  new UpstreamFailure('TIMED_OUT', `${provider} fell silent in mid-answer for ${inWords(ms)}: ${KEPT}.`);

export const endedEarly = ({ provider }: Asked) =>
  new UpstreamFailure('BROKEN_OFF', `${provider} ended its answer without finishing it: ${KEPT}.`);

export const unreadable = ({ provider }: Asked, cause: unknown) =>
  new UpstreamFailure('PROVIDER_FAILED', `${provider} sent something that cannot be read: ${KEPT}.`, {
    cause,
  });

export const notAModel = ({ provider }: Asked, contentType: string) =>
  new UpstreamFailure(
    'MISCONFIGURED',
    `${provider} did not answer like a model server: ask the administrator to check OPENAI_BASE_URL, which usually ends in /v1.`,
    { cause: new Error(`content-type ${contentType}`) },
  );

export const surprised = ({ provider }: Asked, cause: unknown) =>
  new UpstreamFailure(
    'UNEXPECTED',
    `${provider} could not be asked: ask the administrator to look at the log.`,
    { cause },
  );

/** A wait in words that people use, rounded up: `45 seconds`, `3 minutes`, `2 hours`. */
export function inWords(ms: number): string {
  const [size, unit] =
    ms <= 90_000 ? [1000, 'second'] : ms <= 5_400_000 ? [60_000, 'minute'] : [3_600_000, 'hour'];
  const count = Math.max(1, Math.ceil(ms / (size as number)));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * The wait a server asks for, in ms, or null. A date is read against the server's own clock where it sends one,
 * since ours may be wrong.
 */
export function retryAfterMs(headers: Headers): number | null {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const value = headers.get('retry-after');
  if (value === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
