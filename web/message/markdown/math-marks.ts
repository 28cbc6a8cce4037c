/** Code, where a dollar or a backslash means itself. */
const code =
  /(^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}\2[`~]*[ \t]*(?=\n|$)|$)|(`+)[^`][\s\S]*?\3(?!`))/m;

const outsideCode = (text: string, change: (prose: string) => string): string => {
  const parts: string[] = [];
  let rest = text;
  for (let found = code.exec(rest); found; found = code.exec(rest)) {
    parts.push(change(rest.slice(0, found.index)), found[0]);
    rest = rest.slice(found.index + found[0].length);
  }
  return [...parts, change(rest)].join('');
};

const brackets = /\\[()[\]]/g;

/**
 * Models write formulas as `\(a\)` and `\[a\]`, too, which markdown takes for escaped brackets. Both become `$$`, which
 * is as long, so that offsets into the text stay true. A single dollar stays a dollar: prices have them.
 */
export const unifyMath = (text: string): string =>
  hasMath(text)
    ? outsideCode(text, (prose) =>
        prose.replace(/(?<!\\)\\[()[\]]/g, (mark) => mark.replace(brackets, '$$$$')),
      )
    : text;

/** Whether a text may hold a formula. Cheap, and true too often rather than too seldom. */
export const hasMath = (text: string): boolean => /\$\$|\\[([]|^ {0,3}(?:```|~~~)math/m.test(text);

/** Whether a formula is still being written: it must not be cut in two. */
export function isMathOpen(text: string): boolean {
  if (!hasMath(text)) return false;
  let marks = 0;
  outsideCode(unifyMath(text), (prose) => {
    marks += prose.split('$$').length - 1;
    return prose;
  });
  return marks % 2 === 1;
}
