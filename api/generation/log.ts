import { setTimeout as delay } from 'node:timers/promises';
import type { Bell } from '../platform/bell.ts';
import { type Db, isRefusedData } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import {
  addText,
  type Claim,
  closeHalf,
  confirm,
  type Entry,
  hasMoreThanOneChunk,
  heartbeatEveryMs,
  isDue,
  maxPendingLength,
  newEntry,
  now,
  type Piece,
  tailOf,
  takeChunk,
} from './log-entry.ts';
import { type Batch, type Ending, type Seal, sealStatement, writeBatch } from './log-sql.ts';

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
  /** The generations that this process writes for or is about to end. */
  held: () => string[];
  /** Stops the clock. Generations still open are left to the reaper. */
  stop: () => Promise<void>;
};

/** A flush at most this often: the delay a reader sees, against a commit per flush. */
const flushEveryMs = 40;
const retryMs = [50, 100, 250, 500];

/** Rings when a generation has new durable text or an ending. */
export const generationTopic = (id: string) => `generation:${id}`;

export function createGenerationLog(db: Db, bell: Bell, log: Log): GenerationLog {
  const entries = new Map<string, Entry>();
  const sealing = new Set<string>();
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
    try {
      await write(due);
      failures = 0;
    } catch (error) {
      if (isRefusedData(error)) return writeOneByOne(due);
      failures += 1;
      log.warn('the generation log waits for the database', { generations: due.length, failures, error });
    }
  }

  async function write(due: Entry[]) {
    const batch: Batch = due.map((entry) => ({ id: entry.id, epoch: entry.epoch, chunk: takeChunk(entry) }));
    const alive = await writeBatch(db, batch);
    const grown = due.filter((entry) => settle(entry, alive.get(entry.id)));
    bell.ring(grown.map((entry) => generationTopic(entry.id)));
  }

  /** The database answered and refused: whichever generation it was must not hold up all the others. */
  async function writeOneByOne(due: Entry[]) {
    for (const entry of due) {
      // Sealed or dropped meanwhile: its text is no longer ours to write.
      if (entries.get(entry.id) !== entry) continue;
      await write([entry]).catch((error) => {
        if (!isRefusedData(error)) return;
        log.error('the database refuses the text of a generation; it is given up', { id: entry.id, error });
        forget(entry);
        entry.onLost();
      });
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

  /** Waits out a lost database; a refusal is thrown. */
  async function sealPatiently(seal: Seal): Promise<boolean> {
    for (let tries = 0; !isStopped; tries += 1) {
      try {
        return await sealStatement(db, seal);
      } catch (error) {
        if (isRefusedData(error)) throw error;
        log.warn('an ending waits for the database', { id: seal.id, tries, error });
        await delay(retryMs[Math.min(tries, retryMs.length - 1)]);
      }
    }
    return false;
  }

  return {
    open(claim) {
      entries.set(claim.id, newEntry(claim));
    },
    append(id, text) {
      const entry = entries.get(id);
      if (!entry) return undefined;
      addText(entry, text);
      if (entry.isFresh && !entry.unconfirmed && !flushing) {
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
      closeHalf(entry);
      while (entries.get(id) === entry && hasMoreThanOneChunk(entry)) {
        if (isStopped) return false;
        await flushOnce();
      }
      if (entries.get(id) !== entry) return false;
      const text = entry.pending;
      const seq = text === '' ? entry.seq : entry.seq + 1;
      // From here on the seal owns the last text: a flush in between would write it twice.
      entries.delete(id);
      sealing.add(id);
      try {
        const won = await sealPatiently({ id, epoch: entry.epoch, seq, text, ending });
        bell.ring([generationTopic(id)]);
        return won;
      } finally {
        sealing.delete(id);
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
      return entry && tailOf(entry, afterSeq);
    },
    held: () => [...entries.keys(), ...sealing],
    async stop() {
      isStopped = true;
      clearInterval(heartbeat);
      if (timer) clearTimeout(timer);
      await flushing;
    },
  };
}
