import { m } from '../lib/messages.ts';

const sentenceEnd = /[.!?…](?=\s)|[。！？]|\n/g;
/** Of more than this, with its code, nobody hears the end. */
const longestRead = 20_000;
/** Bounded: without an end to each, a text of brackets is read once for each of them. */
const link = /!?\[([^\]]{0,500})\]\([^)]{0,2000}\)/g;

/** How far a growing text can be spoken: up to the end of its last whole sentence, and not into open code. */
export function spokenLength(text: string): number {
  const fences = [...text.matchAll(/^ {0,3}(?:```|~~~)/gm)];
  const closed = fences.length % 2 === 0 ? text : text.slice(0, fences.at(-1)?.index);
  const last = [...closed.matchAll(sentenceEnd)].at(-1);
  return last ? last.index + last[0].length : 0;
}

/** A piece of markdown as it is read out: words without their marks, code by its name. */
export function toSpeech(markdown: string): string {
  return markdown
    .slice(0, longestRead)
    .replace(/^ {0,3}(```|~~~)[\s\S]*?(?:^ {0,3}\1.*$|$(?![\s\S]))/gm, `${m.code()}.`)
    .replace(link, '$1')
    .replace(/^[ \t]*(?:[#>*+-]+|\d+[.)])[ \t]+/gm, '')
    .replace(/[*_`~|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
