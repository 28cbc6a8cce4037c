import type { CombinedError } from 'urql';
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
