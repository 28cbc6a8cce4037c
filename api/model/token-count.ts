import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Counting for the thread of token-worker.ts; nobody else imports this, for the tables it loads. */

/**
 * The tokenizer's time grows with the square of a word: 100,000 letters without a space would take minutes. Pieces of
 * this length are counted one by one; each cut adds a token at most, below one in a hundred of ordinary text.
 */
const pieceLength = 512;
/** A cut goes back to the last white space within this distance, where it changes nothing. */
const searchLength = 128;
/** Longer texts are judged by samples of them. */
const exactLength = 200_000;
const sampleLength = 4_000;
const samples = 40;

export function countText(text: string): number {
  if (text.length <= exactLength) return countPieces(text);
  const step = (text.length - sampleLength) / (samples - 1);
  let counted = 0;
  for (let n = 0; n < samples; n += 1) {
    const from = Math.floor(n * step);
    counted += countPieces(text.slice(from, from + sampleLength));
  }
  return Math.ceil((counted / (samples * sampleLength)) * text.length);
}

function countPieces(text: string): number {
  let tokens = 0;
  for (let from = 0; from < text.length; ) {
    const to = cutAfter(text, from);
    // `<|endoftext|>` in a message is nothing but text.
    tokens += countTokens(text.slice(from, to), { disallowedSpecial: new Set() });
    from = to;
  }
  return tokens;
}

/** Before white space, because a token begins with it; never inside a surrogate pair. */
function cutAfter(text: string, from: number): number {
  const end = from + pieceLength;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - searchLength; at -= 1) {
    if (/\s/.test(text[at]!) && !/\s/.test(text[at - 1]!)) return at;
  }
  const isInPair = /[\uDC00-\uDFFF]/.test(text[end]!);
  return isInPair ? end - 1 : end;
}
