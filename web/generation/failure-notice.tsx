import { PlayIcon, RotateCcwIcon } from 'lucide-react';
import { m } from '../lib/messages.ts';
import { useCountdown } from '../lib/use-countdown.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { RetryTime } from '../ui/retry-time.tsx';
import { type Ending, endingSentence } from './failure-sentence.ts';

type Props = {
  /** Null: the generation runs, but its stream cannot be read. */
  ending: Ending | null;
  model: string;
  hasText: boolean;
  onRetry?: (() => void) | null;
  onContinue?: (() => void) | null;
  onReconnect?: () => void;
};

/** Says in the turn itself how an answer ended, when it did not simply end. */
export function FailureNotice({ ending, model, hasText, onRetry, onContinue, onReconnect }: Props) {
  const retryAt = ending?.status === 'FAILED' ? ending.retryAt : null;
  const seconds = useCountdown(retryAt);
  const isCut = ending?.status !== 'COMPLETED' || ending.finishReason === 'LENGTH';
  const actions = (
    <>
      {onReconnect && <Button onClick={onReconnect}>{m.tryAgain()}</Button>}
      {onContinue && hasText && isCut && (
        <Button onClick={onContinue}>
          <PlayIcon size={15} aria-hidden />
          {m.goOn()}
        </Button>
      )}
      {onRetry && (
        <Button kind={retryAt && seconds === 0 ? 'primary' : 'plain'} onClick={onRetry}>
          <RotateCcwIcon size={15} aria-hidden />
          {m.retry()}
        </Button>
      )}
    </>
  );
  const shown = ending
    ? endingSentence(ending, { model, hasText })
    : { kind: 'quiet' as const, text: m.followFailed() };
  if (!shown) return null;
  return (
    <div className="mt-3 first:mt-0">
      <Notice kind={shown.kind} action={(onRetry || onContinue || onReconnect) && actions}>
        {shown.text}
        <RetryTime seconds={seconds} />
      </Notice>
    </div>
  );
}
