import type { Db } from '../platform/db.ts';

/**
 * Reads how far generations are, for all readers of this process together: while one query runs, what is asked
 * meanwhile gathers for the next, so a thousand readers cost one query at a time.
 */
export type Progress = {
  /** `delta`: text of the chunks after what was asked, up to `seq`. `snapshot`: all text up to `seq`. */
  kind: 'snapshot' | 'delta';
  seq: number;
  text: string;
  isEnded: boolean;
  /** Last seq of the generation, which may be beyond `seq`. */
  lastSeq: number;
};

export type ProgressReader = {
  /** Null when there is no such generation. Rejects when the database cannot be asked. */
  read: (id: string, after: number | null) => Promise<Progress | null>;
};

type Question = { id: string; after: number | null; answers: PromiseWithResolvers<Progress | null>[] };

type Row = {
  ordinal: string;
  last_seq: number;
  is_ended: boolean;
  is_snapshot: boolean;
  seq: number | null;
  text: string | null;
};

/**
 * A snapshot where no cursor was given, where it is out of range, or where the chunks after it were swept away; the
 * message is complete once it ended. At most 64 chunks a delta, so that no event is huge.
 */
const readSql = `
  SELECT q.ordinal, g.seq AS last_seq, g.ended_at IS NOT NULL AS is_ended, s.is_snapshot,
    CASE WHEN s.is_snapshot THEN g.seq ELSE d.seq END AS seq,
    CASE WHEN NOT s.is_snapshot THEN d.text
      WHEN g.ended_at IS NOT NULL THEN (SELECT m.text FROM message m WHERE m.id = g.message_id)
      ELSE (SELECT string_agg(c.text, '' ORDER BY c.seq) FROM generation_chunk c WHERE c.generation_id = g.id)
    END AS text
  FROM unnest($1::uuid[], $2::int[]) WITH ORDINALITY AS q(id, after, ordinal)
  JOIN generation g ON g.id = q.id
  LEFT JOIN LATERAL (
    SELECT max(c.seq) AS seq, min(c.seq) AS first_seq, string_agg(c.text, '' ORDER BY c.seq) AS text
    FROM (
      SELECT seq, text FROM generation_chunk WHERE generation_id = g.id AND seq > q.after ORDER BY seq LIMIT 64
    ) c
  ) d ON true
  CROSS JOIN LATERAL (
    SELECT q.after IS NULL OR q.after < 0 OR q.after > g.seq
      OR (q.after < g.seq AND d.first_seq IS DISTINCT FROM q.after + 1) AS is_snapshot
  ) s`;

export function createProgressReader(db: Db): ProgressReader {
  let waiting = new Map<string, Question>();
  let isRunning = false;

  async function run() {
    isRunning = true;
    // Lets everybody who was woken by the same ring ask first.
    await Promise.resolve();
    while (waiting.size > 0) {
      const questions = [...waiting.values()];
      waiting = new Map();
      await ask(db, questions);
    }
    isRunning = false;
  }

  return {
    read(id, after) {
      const key = `${id} ${after}`;
      const question = waiting.get(key) ?? { id, after, answers: [] };
      waiting.set(key, question);
      const answer = Promise.withResolvers<Progress | null>();
      question.answers.push(answer);
      if (!isRunning) void run();
      return answer.promise;
    },
  };
}

async function ask(db: Db, questions: Question[]) {
  const resolveAll = (question: Question, progress: Progress | null) => {
    for (const answer of question.answers) answer.resolve(progress);
  };
  try {
    const values = [questions.map(({ id }) => id), questions.map(({ after }) => after)];
    const { rows } = await db.hot.query<Row>({ name: 'progress', text: readSql, values });
    const found = new Map(rows.map((row) => [Number(row.ordinal) - 1, progressOf(row)]));
    for (const [index, question] of questions.entries()) resolveAll(question, found.get(index) ?? null);
  } catch (error) {
    for (const { answers } of questions) for (const answer of answers) answer.reject(error);
  }
}

function progressOf({ last_seq, is_ended, is_snapshot, seq, text }: Row): Progress {
  return {
    kind: is_snapshot ? 'snapshot' : 'delta',
    seq: seq ?? 0,
    text: text ?? '',
    isEnded: is_ended,
    lastSeq: last_seq,
  };
}
