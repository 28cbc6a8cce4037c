import { conversationTopic } from '../conversation/service.ts';
import type { Catalog } from '../model/catalog.ts';
import { type ChatPiece, type FailureReason, ModelFailure } from '../model/chat-model.ts';
import { costMicros } from '../model/cost.ts';
import type { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { accountTopic, feedTopic } from '../platform/viewer.ts';
import { estimateUsage } from '../usage/ledger.ts';
import type { GenerationLog } from './log.ts';
import { type Ending, interruptedMessage, leaseSeconds } from './log-sql.ts';
import { type Prompt, preparePrompt } from './prompt.ts';
import { proposeTitle } from './title.ts';

/**
 * Runs generations: claims one, streams the model's text into the log, and gives it exactly one ending. It does not
 * know who listens, and nobody who leaves ends a run. A run is never repeated: that would bill twice and change text.
 */
export type Runner = {
  /** Claims a queued generation and runs it, if nobody else does. */
  start: (id: string) => void;
  /** Takes no more, waits for the runs to end until the signal, then interrupts the rest with their text kept. */
  drain: (deadline: AbortSignal) => Promise<void>;
};

export type RunnerParts = {
  db: Db;
  bell: Bell;
  log: Log;
  catalog: Catalog;
  generationLog: GenerationLog;
  instanceId: string;
  maxRunMs: number;
};

type Claimed = {
  id: string;
  epoch: number;
  seq: number;
  user_id: string;
  model_name: string;
  conversation_id: string;
  question_id: string;
  question: string;
};

const openingLength = 1_000;

/** Why a run was cut from our side; each is the reason of its abort signal. */
type Cut = 'stopped' | 'lost' | 'too-long' | 'drained';

/** Rings when a stop was asked for, so that the owner looks at once instead of at its next heartbeat. */
export const stopTopic = (id: string) => `stop:${id}`;

const claimSql = `
  WITH claimed AS (
    UPDATE generation SET status = 'STREAMING', owner = $2, epoch = epoch + 1,
      lease_until = now() + interval '${leaseSeconds} s'
    WHERE id = $1 AND status = 'QUEUED'
    RETURNING id, epoch, seq, user_id, model_name, conversation_id, message_id
  )
  SELECT claimed.id, epoch, claimed.seq, claimed.user_id, claimed.model_name, claimed.conversation_id,
    question.id AS question_id, question.text AS question
  FROM claimed
  JOIN message reply ON reply.id = claimed.message_id
  JOIN message question ON question.id = reply.parent_id`;

export function createRunner(parts: RunnerParts): Runner {
  const { db, log, instanceId } = parts;
  const runs = new Map<string, { cut: (why: Cut) => void; done: Promise<void> }>();
  let isDraining = false;

  async function claimAndRun(id: string, cutter: AbortController) {
    try {
      const { rows } = await db.hot.query<Claimed>({
        name: 'claim',
        text: claimSql,
        values: [id, instanceId],
      });
      if (rows[0]) await run(parts, rows[0], cutter);
    } catch (error) {
      // Left QUEUED, the reaper offers it again; left STREAMING without an owner's beat, it settles it.
      log.error('a generation could not be run', { id, error });
    }
  }

  return {
    start(id) {
      if (isDraining || runs.has(id)) return;
      const cutter = new AbortController();
      const done = claimAndRun(id, cutter).finally(() => runs.delete(id));
      runs.set(id, { cut: (why) => cutter.abort(why), done });
    },
    async drain(deadline) {
      isDraining = true;
      const cutAll = () => {
        for (const { cut } of runs.values()) cut('drained');
      };
      if (deadline.aborted) cutAll();
      else deadline.addEventListener('abort', cutAll, { once: true });
      await Promise.all([...runs.values()].map(({ done }) => done));
      deadline.removeEventListener('abort', cutAll);
    },
  };
}

async function run(parts: RunnerParts, claimed: Claimed, cutter: AbortController) {
  const { bell, generationLog, maxRunMs } = parts;
  const { id, epoch, seq } = claimed;
  const cut = (why: Cut) => cutter.abort(why);
  generationLog.open({ id, epoch, seq, onStop: () => cut('stopped'), onLost: () => cut('lost') });
  const look = () => generationLog.poke(id);
  const unlisten = [
    bell.listen(stopTopic(id), look),
    bell.listen(conversationTopic(claimed.conversation_id), look),
    bell.listen(accountTopic(claimed.user_id), look),
  ];
  const timeLimit = setTimeout(() => cut('too-long'), maxRunMs);
  try {
    const prompt = await preparePrompt(parts, { ...claimed, questionId: claimed.question_id });
    const { ending, opening } = await write(parts, claimed, prompt, cutter.signal);
    const isWon = ending !== null && (await seal(parts, id, ending));
    bell.ring([feedTopic(claimed.user_id)]);
    if (isWon && ending.status === 'COMPLETED') suggestTitle(parts, claimed, opening);
  } finally {
    clearTimeout(timeLimit);
    for (const end of unlisten) end();
    generationLog.drop(id);
  }
}

/** An ending that the database refuses must not leave a spinner: its text so far is kept by a plainer one. */
async function seal({ generationLog, log, db }: RunnerParts, id: string, ending: Ending): Promise<boolean> {
  try {
    return await generationLog.seal(id, ending);
  } catch (error) {
    log.error('the database refuses an ending', { id, error });
    await db.hot.query(`UPDATE generation SET lease_until = now() - interval '1 s' WHERE id = $1`, [id]);
    return false;
  }
}

/** Streams the answer into the log; `opening` is its first part, for a title. The ending is null when the generation is no longer ours to end. */
async function write(
  parts: RunnerParts,
  claimed: Claimed,
  prompt: Prompt | ModelFailure,
  signal: AbortSignal,
) {
  const { catalog, generationLog, log } = parts;
  if (prompt instanceof ModelFailure) return { opening: '', ending: failure(prompt, log, claimed.id) };
  let opening = '';
  let writtenBytes = 0;
  let finish: Extract<ChatPiece, { type: 'finish' }> | null = null;
  /** What was cut is on the provider's bill, and must be on ours: else leaving early would cost nothing. */
  const spent = (ending: Ending | null): Ending | null => {
    if (!ending || (writtenBytes === 0 && ending.status === 'FAILED')) return ending;
    const usage = estimateUsage(prompt.request.turns, writtenBytes);
    const cost = costMicros(catalog.describe(claimed.model_name), usage);
    return { ...ending, estimated: { ...usage, costMicros: cost } };
  };
  try {
    const chat = await catalog.chat(claimed.model_name);
    for await (const piece of chat.stream({ model: claimed.model_name, ...prompt.request }, signal)) {
      if (signal.aborted) break;
      if (piece.type === 'finish') {
        finish = piece;
        continue;
      }
      if (opening.length < openingLength) opening += piece.text;
      writtenBytes += Buffer.byteLength(piece.text);
      const room = generationLog.append(claimed.id, piece.text);
      if (room) await Promise.race([room, untilAborted(signal)]);
    }
  } catch (error) {
    if (!signal.aborted) return { opening, ending: spent(failure(error, log, claimed.id)) };
  }
  if (signal.aborted) return { opening, ending: spent(cutEnding(signal.reason as Cut)) };
  if (!finish)
    return {
      opening,
      ending: spent(
        failed('BROKEN_OFF', 'The model ended without saying that it was done. What arrived is kept.'),
      ),
    };
  const { usage } = finish;
  const cost = usage && costMicros(catalog.describe(claimed.model_name), usage);
  const ending: Ending = {
    status: 'COMPLETED',
    finishReason: finish.reason,
    usage: usage && { ...usage, costMicros: cost },
  };
  return { opening, ending };
}

function cutEnding(why: Cut): Ending | null {
  if (why === 'lost') return null;
  if (why === 'stopped') return { status: 'STOPPED' };
  if (why === 'drained')
    return { status: 'INTERRUPTED', failure: { reason: 'INTERRUPTED', message: interruptedMessage } };
  return failed('TIMED_OUT', 'The model wrote for longer than a run may last. What arrived is kept.');
}

function failure(error: unknown, log: Log, id: string): Ending {
  const isExpected = error instanceof ModelFailure;
  log[isExpected ? 'info' : 'error']('a generation failed', { id, error });
  if (isExpected) return failed(error.reason, error.message, error.retryAfterMs);
  return failed('UNEXPECTED', 'Something unexpected went wrong in Parley. What arrived is kept.');
}

const failed = (reason: FailureReason, message: string, retryAfterMs: number | null = null): Ending => ({
  status: 'FAILED',
  failure: { reason, message, retryAfterMs },
});

function suggestTitle({ db, bell, catalog, log }: RunnerParts, claimed: Claimed, answer: string) {
  const { user_id: userId, conversation_id: conversationId, model_name: modelName, question } = claimed;
  proposeTitle({ db, bell, catalog, log }, { userId, conversationId, modelName, question, answer }).catch(
    (error) => log.info('no title was proposed', { conversationId, error }),
  );
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
