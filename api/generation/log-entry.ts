/**
 * What the log holds of one generation: text on its way into the database, and the newest of what is there. Pure state;
 * log.ts decides when it is written.
 */
export type Claim = {
  id: string;
  epoch: number;
  /** Last chunk that is there already: the text that a continued answer begins with. */
  seq: number;
  /** The stop flag was seen. Called at most once. */
  onStop: () => void;
  /** The generation is no longer ours; nothing more will be written. */
  onLost: () => void;
};

/** Text of the chunks after one seq up to another. */
export type Piece = { seq: number; text: string };

export type Chunk = { seq: number; text: string };

export type Entry = Claim & {
  /** Nothing was written yet by this process. */
  isFresh: boolean;
  /** A chunk that was sent to the database and not yet confirmed. */
  unconfirmed: Chunk | null;
  pending: string;
  /** First half of a surrogate pair whose other half has not come yet: PostgreSQL could not store it. */
  half: string;
  flushedAt: number;
  isPoked: boolean;
  isStopSeen: boolean;
  /** The newest durable chunks, for readers in this process. */
  recent: Chunk[];
  room: { promise: Promise<void>; resolve: () => void } | null;
};

export const heartbeatEveryMs = 4_000;
/** Characters; a longer burst is spread over several chunks so that no event is huge. */
const maxChunkLength = 64 * 1024;
/** Characters waiting for the database before the model's stream is held back. */
export const maxPendingLength = 1024 * 1024;
const recentChunks = 256;

export const hasMoreThanOneChunk = (entry: Entry) =>
  entry.unconfirmed !== null || entry.pending.length > maxChunkLength;

export const now = () => performance.now();

export function isDue(entry: Entry): boolean {
  const hasText = entry.pending !== '' || entry.unconfirmed !== null;
  return hasText || entry.isPoked || now() - entry.flushedAt > heartbeatEveryMs;
}

export function addText(entry: Entry, text: string) {
  const whole = (entry.half + text).replaceAll('\0', '\ufffd');
  const last = whole.charCodeAt(whole.length - 1);
  const endsInHalf = last >= 0xd800 && last <= 0xdbff;
  entry.half = endsInHalf ? whole.slice(-1) : '';
  entry.pending += (endsInHalf ? whole.slice(0, -1) : whole).toWellFormed();
}

/** The chunk to write next: the unconfirmed one as it was, else a new one from what is pending. */
export function takeChunk(entry: Entry): Chunk | null {
  entry.isPoked = false;
  entry.flushedAt = now();
  if (entry.unconfirmed || entry.pending === '') return entry.unconfirmed;
  const cut = cutLength(entry.pending);
  entry.unconfirmed = { seq: entry.seq + 1, text: entry.pending.slice(0, cut) };
  entry.pending = entry.pending.slice(cut);
  if (entry.pending.length <= maxPendingLength) {
    entry.room?.resolve();
    entry.room = null;
  }
  return entry.unconfirmed;
}

/** A text in pieces that are fit to be chunks. */
export function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(chunks.at(-1)!.length))
    chunks.push(rest.slice(0, cutLength(rest)));
  return chunks;
}

function cutLength(text: string): number {
  if (text.length <= maxChunkLength) return text.length;
  const last = text.charCodeAt(maxChunkLength - 1);
  return last >= 0xd800 && last <= 0xdbff ? maxChunkLength - 1 : maxChunkLength;
}

/** Chunks from an index on, as one piece; a reader far behind gets it in several. */
function joined(chunks: Chunk[], from: number, afterSeq: number): Piece {
  const piece = { seq: afterSeq, text: '' };
  for (let index = from; index < chunks.length && piece.text.length < maxChunkLength; index += 1) {
    const { seq, text } = chunks[index]!;
    piece.seq = seq;
    piece.text += text;
  }
  return piece;
}

export function confirm(entry: Entry): boolean {
  if (!entry.unconfirmed) return false;
  entry.seq = entry.unconfirmed.seq;
  entry.isFresh = false;
  entry.recent.push(entry.unconfirmed);
  if (entry.recent.length > recentChunks) entry.recent.shift();
  entry.unconfirmed = null;
  return true;
}

export function newEntry(claim: Claim): Entry {
  return {
    ...claim,
    isFresh: true,
    unconfirmed: null,
    pending: '',
    half: '',
    flushedAt: now(),
    isPoked: false,
    isStopSeen: false,
    recent: [],
    room: null,
  };
}

/** The first half of a pair whose other half never came is no character. */
export function closeHalf(entry: Entry) {
  if (entry.half) entry.pending += '\ufffd';
}

/** Durable text after a seq, if the entry still has it. */
export function tailOf(entry: Entry, afterSeq: number): Piece | undefined {
  const first = entry.recent[0]?.seq ?? entry.seq + 1;
  if (afterSeq < first - 1 || afterSeq > entry.seq) return undefined;
  return joined(entry.recent, afterSeq + 1 - first, afterSeq);
}
