import { setTimeout as delay } from 'node:timers/promises';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { type Batch, type Ending, sealStatement, writeBatch } from './log-sql.ts';

/**
 * The log of running generations: the one way by which text becomes durable.
 *
 * Invariants:
 * - One flusher a process. Its one statement writes the chunks, renews the leases, checks the fence and reads the stop
 *   flags of all of its generations, so that no two of these can disagree.
 * - A chunk is announced (bell, `tail`) only after its commit: what a person saw is stored.
 * - A chunk whose commit is uncertain (the connection died) is sent again as it was, same number and same text; text
 *   that came meanwhile goes into later chunks. Hence seq is contiguous and no chunk ever changes.
 */
export type GenerationLog = {
  /** Starts to write for a generation that this process has claimed. */
  open: (claim: Claim) => void;
  /** Adds text. A promise means that too much waits for the database: await it before the next piece. */
  append: (id: string, text: string) => Promise<void> | undefined;
  /** Writes what is left and the ending in one transaction; false if another closer won. Waits out a lost database. */
  seal: (id: string, ending: Ending) => Promise<boolean>;
  /** Forgets a generation without an ending: another process has it, or its conversation is gone. */
  drop: (id: string) => void;
  /** Flushes soon, with or without text: to see a stop flag now rather than at the next heartbeat. */
  poke: (id: string) => void;
  /** Durable text after `afterSeq`, from memory; undefined when only the database can tell. */
  tail: (id: string, afterSeq: number) => Piece | undefined;
  /** Stops the clock. Generations still open are left to the reaper. */
  stop: () => Promise<void>;
};

export type Claim = {
  id: string;
  epoch: number;
  /** The stop flag was seen. Called at most once. */
  onStop: () => void;
  /** The generation is no longer ours; nothing more will be written. */
  onLost: () => void;
};

/** Text of the chunks after one seq up to another. */
export type Piece = { seq: number; text: string };

type Chunk = { seq: number; text: string };

type Entry = Claim & {
  /** Last durable chunk. */
  seq: number;
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

/** A flush at most this often: the delay a reader sees, against a commit per flush. */
const flushEveryMs = 40;
const heartbeatEveryMs = 4_000;
/** Characters; a longer burst is spread over several chunks so that no event is huge. */
const maxChunkLength = 64 * 1024;
/** Characters waiting for the database before the model's stream is held back. */
const maxPendingLength = 1024 * 1024;
const recentChunks = 256;
const retryMs = [50, 100, 250, 500];

/** Rings when a generation has new durable text or an ending. */
export const generationTopic = (id: string) => `generation:${id}`;

export function createGenerationLog(db: Db, bell: Bell, log: Log): GenerationLog {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;
  let lastFlushAt = 0;
  let failures = 0;
  let isStopped = false;

  const heartbeat = setInterval(schedule, heartbeatEveryMs / 4);
  heartbeat.unref();

  function schedule() {
    if (timer || flushing || isStopped || !hasWork()) return;
    const wait =
      failures > 0 ? retryMs[Math.min(failures, retryMs.length) - 1]! : lastFlushAt + flushEveryMs - now();
    timer = setTimeout(startFlush, Math.max(0, wait));
  }

  function hasWork() {
    for (const entry of entries.values()) if (isDue(entry)) return true;
    return false;
  }

  function startFlush() {
    timer = null;
    flushing = flush().finally(() => {
      flushing = null;
      schedule();
    });
  }

  async function flush() {
    lastFlushAt = now();
    const due = [...entries.values()].filter(isDue);
    const batch: Batch = due.map((entry) => ({ id: entry.id, epoch: entry.epoch, chunk: takeChunk(entry) }));
    try {
      const alive = await writeBatch(db, batch);
      failures = 0;
      const grown = due.filter((entry) => settle(entry, alive.get(entry.id)));
      bell.ring(grown.map((entry) => generationTopic(entry.id)));
    } catch (error) {
      failures += 1;
      log.warn('the generation log waits for the database', { generations: due.length, failures, error });
    }
  }

  /** Takes over what one statement said of an entry; true if its durable text has grown. */
  function settle(entry: Entry, row: { isStopRequested: boolean } | undefined): boolean {
    if (entries.get(entry.id) !== entry) return false;
    if (!row) {
      forget(entry);
      entry.onLost();
      return false;
    }
    const grew = confirm(entry);
    if (row.isStopRequested && !entry.isStopSeen) {
      entry.isStopSeen = true;
      entry.onStop();
    }
    return grew;
  }

  function forget(entry: Entry) {
    entries.delete(entry.id);
    entry.room?.resolve();
  }

  /** One more flush, now or when the running one is done; after a failure not at once. */
  async function flushOnce() {
    if (!flushing) {
      if (timer) clearTimeout(timer);
      startFlush();
    }
    await flushing;
    if (failures > 0) await delay(retryMs[0]);
  }

  return {
    open(claim) {
      entries.set(claim.id, {
        ...claim,
        seq: 0,
        unconfirmed: null,
        pending: '',
        half: '',
        flushedAt: now(),
        isPoked: false,
        isStopSeen: false,
        recent: [],
        room: null,
      });
    },
    append(id, text) {
      const entry = entries.get(id);
      if (!entry) return undefined;
      addText(entry, text);
      if (entry.seq === 0 && !entry.unconfirmed && !flushing) {
        // The first words are what a person waits for.
        if (timer) clearTimeout(timer);
        startFlush();
      } else {
        schedule();
      }
      if (entry.pending.length <= maxPendingLength) return undefined;
      entry.room ??= Promise.withResolvers<void>();
      return entry.room.promise;
    },
    async seal(id, ending) {
      const entry = entries.get(id);
      if (!entry) return false;
      if (entry.half) entry.pending += '\ufffd';
      while (entries.get(id) === entry && hasMoreThanOneChunk(entry)) {
        if (isStopped) return false;
        await flushOnce();
      }
      if (entries.get(id) !== entry) return false;
      const text = entry.pending;
      const seq = text === '' ? entry.seq : entry.seq + 1;
      // From here on the seal owns the last text: a flush in between would write it twice.
      entries.delete(id);
      for (let tries = 0; ; tries += 1) {
        try {
          const won = await sealStatement(db, { id, epoch: entry.epoch, seq, text, ending });
          bell.ring([generationTopic(id)]);
          return won;
        } catch (error) {
          if (isStopped) return false;
          log.warn('an ending waits for the database', { id, tries, error });
          await delay(retryMs[Math.min(tries, retryMs.length - 1)]);
        }
      }
    },
    drop(id) {
      const entry = entries.get(id);
      if (entry) forget(entry);
    },
    poke(id) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.isPoked = true;
      if (flushing) return;
      if (timer) clearTimeout(timer);
      startFlush();
    },
    tail(id, afterSeq) {
      const entry = entries.get(id);
      const first = entry?.recent[0]?.seq ?? (entry?.seq ?? 0) + 1;
      if (!entry || afterSeq < first - 1 || afterSeq > entry.seq) return undefined;
      const newer = entry.recent.slice(afterSeq + 1 - first);
      return { seq: entry.seq, text: newer.map(({ text }) => text).join('') };
    },
    async stop() {
      isStopped = true;
      clearInterval(heartbeat);
      if (timer) clearTimeout(timer);
      await flushing;
    },
  };
}

const hasMoreThanOneChunk = (entry: Entry) =>
  entry.unconfirmed !== null || entry.pending.length > maxChunkLength;

const now = () => performance.now();

function isDue(entry: Entry): boolean {
  const hasText = entry.pending !== '' || entry.unconfirmed !== null;
  return hasText || entry.isPoked || now() - entry.flushedAt > heartbeatEveryMs;
}

function addText(entry: Entry, text: string) {
  const whole = (entry.half + text).replaceAll('\0', '\ufffd');
  const last = whole.charCodeAt(whole.length - 1);
  const endsInHalf = last >= 0xd800 && last <= 0xdbff;
  entry.half = endsInHalf ? whole.slice(-1) : '';
  entry.pending += (endsInHalf ? whole.slice(0, -1) : whole).toWellFormed();
}

/** The chunk to write next: the unconfirmed one as it was, else a new one from what is pending. */
function takeChunk(entry: Entry): Chunk | null {
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

function cutLength(text: string): number {
  if (text.length <= maxChunkLength) return text.length;
  const last = text.charCodeAt(maxChunkLength - 1);
  return last >= 0xd800 && last <= 0xdbff ? maxChunkLength - 1 : maxChunkLength;
}

function confirm(entry: Entry): boolean {
  if (!entry.unconfirmed) return false;
  entry.seq = entry.unconfirmed.seq;
  entry.recent.push(entry.unconfirmed);
  if (entry.recent.length > recentChunks) entry.recent.shift();
  entry.unconfirmed = null;
  return true;
}
