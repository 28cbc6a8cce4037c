import type { CombinedError } from 'urql';
import { isEnglish } from '../lib/locale.ts';
import { m } from '../lib/messages.ts';

/** The server's `extensions.code` of the first error; `NETWORK` when there was no answer at all. */
export function errorCode(error: CombinedError): string {
  if (error.networkError) return 'NETWORK';
  const code = error.graphQLErrors[0]?.extensions.code;
  return typeof code === 'string' ? code : 'INTERNAL';
}

/** Worth sending the very same request again. */
export function isPassing(error: CombinedError): boolean {
  const code = errorCode(error);
  return code === 'NETWORK' || code === 'UNAVAILABLE';
}

export function errorSentence(error: CombinedError): string {
  const code = errorCode(error);
  if (code === 'NETWORK') return m.errorNetwork();
  if (code === 'UNAVAILABLE') return m.errorUnavailable();
  if (code === 'UNAUTHENTICATED') return m.sessionEnded();
  return m.errorServer();
}

const sentences: Record<string, () => string> = {
  NOT_FOUND: m.errorNotFound,
  CONFLICT: m.errorConflict,
  RATE_LIMITED: m.errorLimit,
  QUOTA_EXCEEDED: m.errorQuota,
  MODEL_UNAVAILABLE: m.errorModel,
};

/**
 * Why a mutation was refused, in the viewer's language. The server's own sentence is English and knows more: it is
 * shown to who reads English, and where there is no other.
 */
export function refusalSentence(
  refusal: { __typename?: string; code?: string; message?: string } | null | undefined,
  otherwise: string,
): string {
  const { code = '', message } = refusal ?? {};
  const translated = isEnglish() ? undefined : sentences[code]?.();
  return translated ?? message ?? otherwise;
}
