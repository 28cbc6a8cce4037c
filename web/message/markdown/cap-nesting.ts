const deepest = 40;
const spacesALevel = 2;

/** A line that begins with more than a few container markers (lists, quotes), possibly after an indent. */
const manyMarkers = /^[ \t]*(?:(?:[*+>-]|\d{1,9}[.)])[ \t]*){2,}|^[ \t]{80,}(?:[*+>-]|\d{1,9}[.)])/gm;
const marker = /([*+>-])|(\d{1,9})([.)])/g;

/** Look the same, mean nothing in markdown, and are as long, so that offsets into the text stay true. */
const harmless: Record<string, string> = { '*': '∗', '+': '＋', '-': '‐', '>': '›', '.': '․', ')': '）' };

/**
 * Makes list and quote markers below the 40th level plain text. 2 KB of `* ` overflow remark's stack, on every later
 * load of the message too (remark#1010).
 */
export function capNesting(text: string): string {
  return text.replace(manyMarkers, (start) => {
    const indent = start.length - start.trimStart().length;
    let level = Math.floor(indent / spacesALevel);
    return start.replace(marker, (whole, sign?: string, digits?: string, dot?: string) => {
      level += 1;
      if (level <= deepest) return whole;
      return sign ? (harmless[sign] ?? sign) : `${digits}${harmless[dot ?? ''] ?? dot}`;
    });
  });
}
