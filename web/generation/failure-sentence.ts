import type { FailureReason, FinishReason, GenerationStatus } from '../graphql/generated/graphql.ts';
import { isEnglish } from '../lib/locale.ts';
import { m } from '../lib/messages.ts';

export type Ending = {
  status: GenerationStatus;
  finishReason?: FinishReason | null;
  failureMessage?: string | null;
  failureReason?: FailureReason | null;
  retryAt?: string | null;
};

type Shown = { kind: 'error' | 'quiet'; text: string };
type Answer = { model: string; hasText: boolean };

/** What is said of an ending; null of one that needs no word. */
export function endingSentence(ending: Ending, answer: Answer): Shown | null {
  const { hasText } = answer;
  switch (ending.status) {
    case 'FAILED':
    case 'INTERRUPTED':
      return { kind: 'error', text: failureSentence(ending, answer) };
    case 'STOPPED':
      return { kind: 'quiet', text: hasText ? m.stopped() : m.stoppedEmpty() };
    case 'COMPLETED':
      if (ending.finishReason === 'LENGTH') return { kind: 'quiet', text: m.cutByLength() };
      if (ending.finishReason === 'CONTENT_FILTER') return { kind: 'quiet', text: m.cutByFilter() };
      return hasText ? null : { kind: 'quiet', text: m.emptyAnswer() };
    default:
      return null;
  }
}

/** The server's own sentence is English and more precise, except that it cannot count down. */
function failureSentence({ status, failureReason, failureMessage, retryAt }: Ending, answer: Answer): string {
  const isCounting = failureReason === 'RATE_LIMITED' && retryAt != null;
  if (failureMessage && isEnglish() && !isCounting) return failureMessage;
  const translated = failureReason && sentences[failureReason]?.(answer);
  if (translated || failureMessage) return translated || failureMessage || '';
  return status === 'INTERRUPTED' ? m.interrupted() : brokenOff(answer);
}

const brokenOff = ({ hasText }: Answer): string => (hasText ? m.failedPartial() : m.failed());

/** A newer server may know more reasons than this client. */
const sentences: Partial<Record<FailureReason, (answer: Answer) => string>> = {
  TOO_LONG: m.failTooLong,
  NO_CREDIT: m.failNoCredit,
  CONTENT_REFUSED: m.failContentRefused,
  BAD_KEY: m.failBadKey,
  MODEL_UNAVAILABLE: m.failModelGone,
  RATE_LIMITED: m.failRateLimited,
  PROVIDER_FAILED: m.failProvider,
  MISCONFIGURED: m.failMisconfigured,
  REJECTED: m.failRejected,
  UNREACHABLE: m.failUnreachable,
  TIMED_OUT: m.failTimedOut,
  BROKEN_OFF: brokenOff,
  INTERRUPTED: m.interrupted,
  UNEXPECTED: brokenOff,
};
