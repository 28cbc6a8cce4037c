import { changeDraft, type EditPlace, getDraft, saveDrafts } from '../composer/draft-store.ts';
import { emptyDraft } from '../composer/drafts.ts';

/** Opens a box in the message's place, with what was left in it, and goes there. */
export function startEditing(place: EditPlace, text: string): void {
  if (getDraft(place) === emptyDraft) changeDraft(place, { text, attempt: null });
  requestAnimationFrame(() => {
    const message = `[data-message="${CSS.escape(place.messageId)}"]`;
    const box = document.querySelector<HTMLTextAreaElement>(`${message} .edit-box textarea`);
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  });
}

/** The server has it, or its writer has given it up. */
export function stopEditing(place: EditPlace): void {
  changeDraft(place, emptyDraft);
  saveDrafts();
}
