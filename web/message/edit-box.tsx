import clsx from 'clsx';
import { type KeyboardEvent, useId, useState } from 'react';
import { changeDraft, type EditPlace, useDraft } from '../composer/draft-store.ts';
import { returnToComposer } from '../composer/quote.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { stopEditing, useFocusWhenOpened } from './editing.ts';
import { useIsGenerating, useThreadActions } from './thread-actions.ts';
import { useRevise } from './use-revise.ts';

type Props = { place: EditPlace; original: string; isAnswer?: boolean };

/**
 * Writes a message anew, in its place: to be sent, or only to be saved, which is all that can be done with an answer. The
 * text is kept elsewhere: the box goes while it is being sent. The default export, because it comes when the page is at rest.
 */
export default function EditBox({ place, original, isAnswer = false }: Props) {
  const { messageId } = place;
  const hintId = useId();
  const draft = useDraft(place);
  const actions = useThreadActions();
  const revise = useRevise(place);
  const isGenerating = useIsGenerating();
  const [isBusy, setIsBusy] = useState(false);
  useFocusWhenOpened(messageId);
  const text = draft.text.trim();
  const canSend = text !== '' && !isBusy;
  const canSave = canSend && !isGenerating;

  const cancel = () => {
    stopEditing(place);
    returnToComposer();
  };
  const act = async (done: Promise<unknown> | undefined) => {
    setIsBusy(true);
    await done;
    setIsBusy(false);
  };
  const save = () => {
    if (!canSave) return;
    if (text === original.trim()) cancel();
    else void act(revise(text));
  };
  const submit = () => {
    if (isAnswer) save();
    else if (canSend) void act(actions?.edit(messageId, text));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isCommand = event.metaKey || event.ctrlKey;
    if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    } else if (isCommand && (event.key === 'Enter' || (event.key.toLowerCase() === 's' && !event.shiftKey))) {
      event.preventDefault();
      if (event.key === 'Enter') submit();
      else save();
    }
  };
  const label = isAnswer ? m.editAnswer() : m.editMessage();
  return (
    <form
      className="edit-box"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        aria-label={label}
        dir="auto"
        maxLength={100_000}
        value={draft.text}
        onChange={({ target }) => changeDraft(place, { ...draft, text: target.value })}
        onKeyDown={onKeyDown}
      />
      <div className="edit-foot">
        <p id={hintId} className={clsx('edit-hint', !isGenerating && 'max-sm:sr-only')}>
          {isGenerating ? m.reviseWait() : m.editKeeps()}
        </p>
        <Button onClick={cancel}>{m.cancel()}</Button>
        <Button
          kind={isAnswer ? 'primary' : 'plain'}
          title={isAnswer ? undefined : m.keyRevise()}
          aria-describedby={hintId}
          disabled={!canSave}
          onClick={save}
        >
          {m.save()}
        </Button>
        {!isAnswer && (
          <Button kind="primary" type="submit" disabled={!canSend}>
            {m.send()}
          </Button>
        )}
      </div>
    </form>
  );
}
