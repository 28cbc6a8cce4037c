/** Why PostgreSQL could not keep a text and give it back unchanged, as the end of a sentence; null if it can. */
export function flawOf(text: string): string | null {
  if (text.includes('\0')) return 'must not contain NUL characters.';
  return text.isWellFormed() ? null : 'must be well-formed Unicode (it holds half of a surrogate pair).';
}

export const isStorable = (text: string): boolean => flawOf(text) === null;

/** The same text if it can be kept; else with a replacement character for what cannot. */
export const madeStorable = (text: string): string =>
  isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\ufffd');
