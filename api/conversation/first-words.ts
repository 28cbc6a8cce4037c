/** The title of a conversation that has no better one yet. */
export function firstWords(text: string): string {
  const words = text
    .replace(/[#*_`>~[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '') return 'New chat';
  const cut = words.slice(0, 60);
  return cut.length === words.length ? words : `${cut.replace(/\s\S*$/, '').toWellFormed()}…`;
}
