import { setTimeout as delay } from 'node:timers/promises';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { feedTopic } from '../platform/viewer.ts';

/**
 * A reader's cursor over one user's events. The events are written by triggers in the transaction of the change
 * (prisma/migrations, record_viewer_event), numbered without gaps in the order of their commits; so whoever reads
 * after a number misses nothing. As in generation/follow.ts the bell only says when to look, a poll stands behind it,
 * and the iterator is written by hand so that `return()` ends it at once.
 */
export type FeedEvent = {
  kind:
    | 'CONVERSATION_CHANGED'
    | 'CONVERSATION_DELETED'
    | 'MESSAGE_ADDED'
    | 'GENERATION_CHANGED'
    | 'PROJECT_CHANGED'
    | 'PROJECT_DELETED'
    | 'RESYNC_REQUIRED';
  seq: number;
  conversationId: string | null;
  messageId: string | null;
  generationId: string | null;
  projectId: string | null;
};

export type FeedRequest = {
  userId: string;
  /** Number of the last event that the reader has; null for "from now on". */
  after: number | null;
};

type Row = FeedEvent & { newest: string };

const nothing = { conversationId: null, messageId: null, generationId: null, projectId: null };

/** Behind the bell, which wakes everybody when it was cut off; so this is only for a ring that got lost. */
const pollMs = 3_000;
const retryMs = 250;
/** What is done in one breath is told in one, and behind the answer to whoever did it. */
const gatherMs = 100;
const batch = 100;
const finished = { value: undefined, done: true } as const;

/** The number of the user's newest event; 0 before the first. */
export async function newestEvent(db: Db, userId: string): Promise<number> {
  const { rows } = await db.hot.query<{ seq: string }>({
    name: 'feed-newest',
    text: 'SELECT seq FROM viewer_feed WHERE user_id = $1',
    values: [userId],
  });
  return Number(rows[0]?.seq ?? 0);
}

/**
 * Events whose subject is gone since become the deletion that will follow: whoever reads them could not show it.
 */
const readSql = `
  SELECT f.seq AS newest, e.*
  FROM viewer_feed f LEFT JOIN LATERAL (
    SELECT e.seq,
      CASE
        WHEN e.kind IN ('CONVERSATION_CHANGED', 'MESSAGE_ADDED', 'GENERATION_CHANGED') AND c.id IS NULL THEN 'CONVERSATION_DELETED'
        WHEN e.kind = 'PROJECT_CHANGED' AND p.id IS NULL THEN 'PROJECT_DELETED'
        ELSE e.kind::text
      END AS kind,
      e.conversation_id AS "conversationId", e.message_id AS "messageId", e.generation_id AS "generationId",
      e.project_id AS "projectId"
    FROM viewer_event e
    LEFT JOIN conversation c ON c.id = e.conversation_id AND c.deleted_at IS NULL
    LEFT JOIN project p ON p.id = e.project_id AND p.deleted_at IS NULL
    WHERE e.user_id = f.user_id AND e.seq > $2
    ORDER BY e.seq LIMIT ${batch}
  ) e ON true
  WHERE f.user_id = $1 ORDER BY e.seq`;

/**
 * An event as it is to be shown now: its subject may have gone since the event was read with a batch of others. What
 * goes between this and the showing is still an error to the reader, for one statement's time instead of a batch's.
 */
export async function upToDate(db: Db, event: FeedEvent): Promise<FeedEvent> {
  const { kind, conversationId, projectId } = event;
  const isProject = kind === 'PROJECT_CHANGED';
  if (!isProject && !['CONVERSATION_CHANGED', 'MESSAGE_ADDED', 'GENERATION_CHANGED'].includes(kind))
    return event;
  const { rows } = await db.hot.query({
    name: isProject ? 'feed-project' : 'feed-conversation',
    text: `SELECT 1 FROM ${isProject ? 'project' : 'conversation'} WHERE id = $1 AND deleted_at IS NULL`,
    values: [isProject ? projectId : conversationId],
  });
  if (rows.length > 0) return event;
  return { ...event, kind: isProject ? 'PROJECT_DELETED' : 'CONVERSATION_DELETED' };
}

export function followFeed(db: Db, bell: Bell, request: FeedRequest): AsyncIterableIterator<FeedEvent> {
  return new FeedFollower(db, bell, request);
}

class FeedFollower implements AsyncIterableIterator<FeedEvent> {
  private readonly db: Db;
  private readonly userId: string;
  private readonly unlisten: () => void;
  /** Last number handed out or skipped to; null until "now" is known. */
  private cursor: number | null;
  private waiting: FeedEvent[] = [];
  private isDone = false;
  private isRung = false;
  private wake: (() => void) | null = null;

  constructor(db: Db, bell: Bell, { userId, after }: FeedRequest) {
    this.db = db;
    this.userId = userId;
    this.cursor = after;
    this.unlisten = bell.listen(feedTopic(userId), () => {
      this.isRung = true;
      this.wake?.();
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next(): Promise<IteratorResult<FeedEvent, undefined>> {
    while (!this.isDone) {
      const event = this.waiting.shift();
      if (event) {
        this.cursor = event.seq;
        return { value: event, done: false };
      }
      this.isRung = false;
      const isRead = await this.read().catch(() => false);
      if (this.waiting.length > 0 || this.isDone) continue;
      if (!this.isRung) await this.sleep(isRead ? pollMs : retryMs);
      if (this.isRung && !this.isDone) await delay(gatherMs);
    }
    return finished;
  }

  async return(): Promise<IteratorResult<FeedEvent, undefined>> {
    this.isDone = true;
    this.waiting = [];
    this.unlisten();
    this.wake?.();
    return finished;
  }

  async throw(error: unknown): Promise<IteratorResult<FeedEvent, undefined>> {
    await this.return();
    throw error;
  }

  private async read(): Promise<true> {
    this.cursor ??= await newestEvent(this.db, this.userId);
    const { rows } = await this.db.hot.query<Row>({
      name: 'feed-read',
      text: readSql,
      values: [this.userId, this.cursor],
    });
    const newest = Number(rows[0]?.newest ?? 0);
    const events = rows.flatMap(({ newest: _, ...row }) =>
      row.seq === null ? [] : [{ ...row, seq: Number(row.seq) }],
    );
    // Swept away, or a cursor from the future, as of a database that was restored: no events lead on from there.
    const isBroken = newest !== this.cursor && events[0]?.seq !== this.cursor + 1;
    this.waiting = isBroken ? [{ ...nothing, kind: 'RESYNC_REQUIRED', seq: newest }] : events;
    return true;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wake = wake;
    });
  }
}
