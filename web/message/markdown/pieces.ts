const most = 2_000;

/** A text in pieces of at most so many characters, which end with a line where they can; all but the last never change. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += pieces.at(-1)?.length ?? 0) {
    const end = from + most;
    const line = end < text.length ? text.lastIndexOf('\n', end - 1) + 1 : 0;
    pieces.push(text.slice(from, line > from ? line : end - (isHalf(text, end) ? 1 : 0)));
  }
  return pieces;
}

/** Whether a cut would go through a character of two units. */
const isHalf = (text: string, at: number): boolean => (text.codePointAt(at - 1) ?? 0) > 0xffff;
