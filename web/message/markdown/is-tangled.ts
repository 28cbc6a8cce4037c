const fewestCharacters = 1_000;
const mostInLine = 400;
const mostInBlock = 1_000;
const deepest = 60;
/** Levels of lists and quotes below the sixth, over all lines: each line costs once for each level that it is in. */
const mostNested = 400;
const shallow = 6;
const spacesALevel = 2;
/** Each is drawn as a card with buttons. */
const mostFences = 600;

/** What opens or closes inline markup, or may begin an address; neighbours count once. */
const delimiters = /[*_~`$<[\]]+|www\.|:\/\/|@/g;
const bullet = /^\s*[-*+] \S/;
const containers = /^([ \t]*)((?:>[ \t]?|(?:[*+-]|\d{1,9}[.)])[ \t]+)+)/;
const container = /[>*+-]|\d+[.)]/g;
const fence = /^(`{3,}(?!.*`)|~{3,})/;
/** Inside these a fence is no fence: behind one, nothing is believed to be code. */
const opaque = /^ {0,3}(?:<|\$\$)/;

/**
 * Whether parsing would take seconds: 20 KB of nested `![` keep remark busy for twenty, of `**a*` for two, with each
 * frame and on every later load. What is between top-level fences is code and costs nothing; where in doubt it counts.
 */
export function isTangled(text: string): boolean {
  if (text.length < fewestCharacters) return false;
  let open = '';
  let isFenceTrusted = true;
  let inBlock = 0;
  let depth = 0;
  let fences = 0;
  let nested = 0;
  for (const line of text.split('\n')) {
    const [mark = ''] = (isFenceTrusted && fence.exec(line)) || [];
    if (open) {
      if (mark.startsWith(open) && line.trim() === mark) open = '';
      continue;
    }
    if (mark || line.trim() === '' || bullet.test(line)) [inBlock, depth] = [0, 0];
    if (mark) {
      fences += 1;
      if (fences > mostFences) return true;
      open = mark;
      continue;
    }
    nested += Math.max(0, levelsOf(line) - shallow);
    if (nested > mostNested) return true;
    if (opaque.test(line)) isFenceTrusted = false;
    const found = line.match(delimiters) ?? [];
    inBlock += found.length;
    if (found.length > mostInLine || inBlock > mostInBlock) return true;
    for (const sign of found.join('')) {
      if (sign === '[') depth += 1;
      if (sign === ']') depth = Math.max(0, depth - 1);
      if (depth > deepest) return true;
    }
  }
  return false;
}

function levelsOf(line: string): number {
  const [, indent = '', signs = ''] = containers.exec(line) ?? [];
  return signs === '' ? 0 : indent.length / spacesALevel + (signs.match(container)?.length ?? 0);
}
