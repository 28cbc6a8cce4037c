import { useEffect } from 'react';
import { changeDraft, type EditPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { emptyDraft } from '../composer/drafts.ts';

let opened: string | null = null;

/** Opens a box in the message's place, with what was left in it, and goes there. */
export function startEditing(place: EditPlace, text: string): void {
  if (getDraft(place) === emptyDraft) changeDraft(place, { text, attempt: null });
  opened = place.messageId;
  requestAnimationFrame(() => goToOpened(place.messageId));
}

function goToOpened(messageId: string): void {
  const message = `[data-message="${CSS.escape(messageId)}"]`;
  const box = document.querySelector<HTMLTextAreaElement>(`${message} .edit-box textarea`);
  if (opened !== messageId || !box) return;
  opened = null;
  // One's own text is gone on with; an answer is read from its beginning.
  const caret = box.closest('[data-role=user]') ? box.value.length : 0;
  box.focus();
  box.setSelectionRange(caret, caret);
  box.form?.scrollIntoView({ block: 'nearest' });
}

/** The box may come later than it was asked for; one that was left open before a reload takes no focus. */
export function useFocusWhenOpened(messageId: string): void {
  useEffect(() => goToOpened(messageId), [messageId]);
}

/** The server has it, or its writer has given it up. */
export function stopEditing(place: EditPlace): void {
  changeDraft(place, emptyDraft);
  saveDrafts();
}
