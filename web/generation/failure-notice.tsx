import { PlayIcon, RotateCcwIcon } from 'lucide-react';
import type { FinishReason, GenerationStatus } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type Ending = {
  status: GenerationStatus;
  finishReason?: FinishReason | null;
  failureMessage?: string | null;
};

type Props = {
  /** Null: the generation runs, but its stream cannot be read. */
  ending: Ending | null;
  hasText: boolean;
  onRetry?: (() => void) | null;
  onContinue?: (() => void) | null;
};

/** Says in the turn itself how an answer ended, when it did not simply end. */
export function FailureNotice({ ending, hasText, onRetry, onContinue }: Props) {
  const isCut = ending?.status !== 'COMPLETED' || ending.finishReason === 'LENGTH';
  const actions = (
    <>
      {onContinue && hasText && isCut && (
        <Button onClick={onContinue}>
          <PlayIcon size={15} aria-hidden />
          {m.goOn()}
        </Button>
      )}
      {onRetry && (
        <Button onClick={onRetry}>
          <RotateCcwIcon size={15} aria-hidden />
          {m.retry()}
        </Button>
      )}
    </>
  );
  const shown = ending ? sentence(ending, hasText) : { kind: 'quiet' as const, text: m.followFailed() };
  if (!shown) return null;
  return (
    <div className="mt-3 first:mt-0">
      <Notice kind={shown.kind} action={(onRetry || onContinue) && actions}>
        {shown.text}
      </Notice>
    </div>
  );
}

type Shown = { kind: 'error' | 'quiet'; text: string };

function sentence({ status, finishReason, failureMessage }: Ending, hasText: boolean): Shown | null {
  switch (status) {
    case 'FAILED':
      return { kind: 'error', text: failureMessage || (hasText ? m.failedPartial() : m.failed()) };
    case 'INTERRUPTED':
      return { kind: 'error', text: failureMessage || m.interrupted() };
    case 'STOPPED':
      return { kind: 'quiet', text: hasText ? m.stopped() : m.stoppedEmpty() };
    case 'COMPLETED':
      if (finishReason === 'LENGTH') return { kind: 'quiet', text: m.cutByLength() };
      if (finishReason === 'CONTENT_FILTER') return { kind: 'quiet', text: m.cutByFilter() };
      return hasText ? null : { kind: 'quiet', text: m.emptyAnswer() };
    default:
      return null;
  }
}
