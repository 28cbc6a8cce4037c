import { ClockIcon, PencilIcon, XIcon } from 'lucide-react';
import { useId } from 'react';
import { useStreams } from '../generation/streams-context.ts';
import { m } from '../lib/messages.ts';
import { newKey } from '../lib/new-key.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { type DraftPlace, useDraft } from './draft-store.ts';
import { wholeText } from './drafts.ts';
import { type Followed, getQueued, putQueued, type Queued, queuedState, unqueue } from './queue.ts';
import { returnToComposer } from './quote.ts';

type Props = {
  place: DraftPlace;
  queued: Queued;
  /** The answer at the end of the thread that is shown. */
  followed: Followed | null;
  isGenerating: boolean;
  onStop: () => void;
};

/** The message that waits for an answer to end, with what can be done about it meanwhile. */
export default function QueuedCard({ place, queued, followed, isGenerating, onStop }: Props) {
  const labelId = useId();
  const undoRemove = useUndoRemove(place);
  const isBoxFull = wholeText(useDraft(place)) !== '';
  const sendNow = () => {
    // Another answer to follow is another request, which needs a key of its own.
    const isSame = !followed || followed.parentId === queued.parentId;
    putQueued(place, { ...queued, ...(isSame ? {} : { ...followed, key: newKey() }), goes: 'ended' });
    if (isGenerating) onStop();
    returnToComposer();
  };
  const edit = () => {
    if (isBoxFull) return showToast(m.queueEditWait());
    unqueue(place);
    returnToComposer();
  };
  const remove = () => {
    putQueued(place, null);
    showToast(m.queueRemoved(), { label: m.undo(), onChoose: () => undoRemove(queued) });
    returnToComposer();
  };
  return (
    <section className="queued-card" aria-labelledby={labelId}>
      <p id={labelId} className="queued-state">
        <ClockIcon size={14} aria-hidden />
        {queuedState(queued)}
      </p>
      <p className="queued-text" dir="auto">
        {queued.text}
      </p>
      <div className="queued-actions">
        {queued.goes !== 'ended' && (
          <Button onClick={sendNow}>{isGenerating ? m.queueSendNow() : m.send()}</Button>
        )}
        <IconButton label={m.edit()} size="small" aria-disabled={isBoxFull} onClick={edit}>
          <PencilIcon size={15} />
        </IconButton>
        <IconButton label={m.remove()} size="small" onClick={remove}>
          <XIcon size={15} />
        </IconButton>
      </div>
    </section>
  );
}

/** What was queued since then is not lost, and what has missed its answer's ending waits for its writer. */
function useUndoRemove(place: DraftPlace): (queued: Queued) => void {
  const streams = useStreams();
  return (queued) => {
    const since = getQueued(place);
    const hasEnded = streams.get(queued.generationId)?.ended != null;
    const text = since ? `${queued.text}\n\n${since.text}` : queued.text;
    putQueued(place, {
      ...queued,
      ...since,
      key: newKey(),
      text,
      goes: since?.goes ?? (hasEnded ? 'told' : queued.goes),
    });
  };
}
