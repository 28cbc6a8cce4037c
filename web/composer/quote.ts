import { changeDraft, type DraftPlace, getDraft } from './draft-store.ts';

/** Adds a text to what is being written, as a quotation. */
export function quoteInto(place: DraftPlace, text: string): void {
  const draft = getDraft(place);
  const lines = text.split('\n').map((line) => `> ${line}`);
  const before = draft.text.trim() === '' ? '' : `${draft.text.trimEnd()}\n\n`;
  changeDraft(place, { ...draft, text: `${before}${lines.join('\n')}\n\n` });
  focusComposer();
}

/** Where one goes on after an act; not by touch, where the keyboard would cover what was done. */
export function returnToComposer(): void {
  if (!matchMedia('(pointer: coarse)').matches) focusComposer();
}

export const focusComposer = (): void => document.querySelector<HTMLElement>('.composer textarea')?.focus();
