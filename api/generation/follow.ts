import type { Bell } from '../platform/bell.ts';
import { type GenerationLog, generationTopic } from './log.ts';
import type { Progress, ProgressReader } from './progress.ts';

/**
 * A reader's cursor over one generation: read after seq, hand out, ended?, wait for the bell. Replay and tail are this
 * one loop, and the database is its only authority; the log's memory of durable chunks merely saves the query.
 *
 * Written as an iterator by hand: an async generator would queue `return()` behind a pending `next()`, and so leak
 * every reader that leaves while nothing happens. It holds nothing between events but its cursor, and it reads only
 * when asked, so a slow reader costs nobody anything.
 */
export type FollowEvent =
  | { type: 'snapshot'; seq: number; text: string }
  | { type: 'delta'; fromSeq: number; seq: number; text: string }
  | { type: 'ended'; seq: number };

export type FollowSources = { bell: Bell; log: GenerationLog; reader: ProgressReader };

export type FollowOptions = {
  generationId: string;
  /** Last seq that the reader has; null for none. Out of range means none. */
  after: number | null;
  /** Least time between two events, in milliseconds. */
  minIntervalMs: number;
};

/** Behind the bell, for a ring that got lost. */
const pollMs = 1_000;
const retryMs = 250;
const finished = { value: undefined, done: true } as const;

export function follow(sources: FollowSources, options: FollowOptions): AsyncIterableIterator<FollowEvent> {
  return new Follower(sources, options);
}

class Follower implements AsyncIterableIterator<FollowEvent> {
  private readonly sources: FollowSources;
  private readonly id: string;
  private readonly minIntervalMs: number;
  private readonly unlisten: () => void;
  /** Last seq handed out; null until a snapshot. */
  private cursor: number | null;
  private lastEventAt = 0;
  private isDone = false;
  /** A ring came since the last read: read again before waiting. */
  private isRung = false;
  private wake: (() => void) | null = null;

  constructor(sources: FollowSources, { generationId, after, minIntervalMs }: FollowOptions) {
    this.sources = sources;
    this.id = generationId;
    this.cursor = after;
    this.minIntervalMs = minIntervalMs;
    // Before the first read, or a chunk could fall between the read and the wait.
    this.unlisten = sources.bell.listen(generationTopic(generationId), () => {
      this.isRung = true;
      this.wake?.();
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next(): Promise<IteratorResult<FollowEvent, undefined>> {
    while (!this.isDone) {
      await this.pause(this.lastEventAt + this.minIntervalMs - performance.now());
      if (this.isDone) break;
      this.isRung = false;
      const event = this.fromMemory() ?? (await this.fromDatabase());
      // The ending finishes this iterator and is still to be handed out.
      if (event) return { value: event, done: false };
      if (this.isDone) break;
      if (!this.isRung) await this.sleep(pollMs);
    }
    return finished;
  }

  async return(): Promise<IteratorResult<FollowEvent, undefined>> {
    this.finish();
    return finished;
  }

  async throw(error: unknown): Promise<IteratorResult<FollowEvent, undefined>> {
    this.finish();
    throw error;
  }

  private finish() {
    this.isDone = true;
    this.unlisten();
    this.wake?.();
  }

  /** New durable text of a generation that runs here; null when there is none or only the database can tell. */
  private fromMemory(): FollowEvent | null {
    if (this.cursor === null) {
      // A young one is there from its first chunk on.
      const whole = this.sources.log.tail(this.id, 0);
      return whole ? this.emit({ type: 'snapshot', ...whole }) : null;
    }
    const tail = this.sources.log.tail(this.id, this.cursor);
    return tail && tail.seq > this.cursor ? this.delta(tail.seq, tail.text) : null;
  }

  private async fromDatabase(): Promise<FollowEvent | null> {
    // While it runs here the memory above is complete, and it is woken by each commit.
    if (this.cursor !== null && this.sources.log.tail(this.id, this.cursor)) return null;
    try {
      return this.eventOf(await this.sources.reader.read(this.id, this.cursor));
    } catch {
      // The reader waits out a lost database; its connection shows the pause, and nothing is missed.
      await this.sleep(retryMs);
      return null;
    }
  }

  private eventOf(progress: Progress | null): FollowEvent | null {
    if (!progress) {
      this.finish();
      return null;
    }
    const { kind, seq, text, isEnded, lastSeq } = progress;
    if (kind === 'snapshot') return this.emit({ type: 'snapshot', seq, text });
    if (this.cursor !== null && seq > this.cursor) return this.delta(seq, text);
    if (!isEnded) return null;
    this.finish();
    return { type: 'ended', seq: lastSeq };
  }

  private delta(seq: number, text: string): FollowEvent {
    return this.emit({ type: 'delta', fromSeq: this.cursor ?? 0, seq, text });
  }

  private emit(event: FollowEvent): FollowEvent {
    this.cursor = event.seq;
    this.lastEventAt = performance.now();
    return event;
  }

  /** Waits that long, whatever rings; only leaving ends it early. */
  private async pause(ms: number) {
    for (const until = performance.now() + ms; !this.isDone && performance.now() < until; ) {
      await this.sleep(until - performance.now());
    }
  }

  /** Waits for a ring, for leaving, or for so long. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, ms));
      this.wake = wake;
    });
  }
}
