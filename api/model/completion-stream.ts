/**
 * Reads the bytes of one streamed chat completion into a queue of pieces. It ends in exactly one way: with a finish,
 * a `ModelFailure`, or null when the caller gave up.
 *
 * Text never holds NUL or half of a surrogate pair: PostgreSQL stores neither, and models send both.
 */
import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { madeStorable } from '../platform/text.ts';
import { type ChatUsage, type FinishReason, ModelFailure } from './chat-model.ts';
import {
  type Choice,
  type Chunk,
  isSignOfLife,
  saidIn,
  toFinishReason,
  toRefusal,
  toUsage,
} from './chunk.ts';
import type { Budget, Deadlines } from './deadlines.ts';
import { type Asked, brokenOff, endedEarly, fellSilent, refused, unreadable } from './failure.ts';
import type { Finish, PieceQueue } from './piece-queue.ts';

/** One event may be this long, in characters; a whole answer of 10 MB in one event passes. */
const EVENT_MAX = 32 * 1024 * 1024;
/** The end of the body follows the last event closely; waiting for it keeps the connection for the next question. */
const DRAIN_MS = 1000;

export type Reading = { asked: Asked; budget: Budget; deadlines: Deadlines; queue: PieceQueue };

export function readCompletion(incoming: IncomingMessage, reading: Reading): Promise<Finish | null> {
  const { asked, budget, deadlines, queue } = reading;
  const outcome = Promise.withResolvers<Finish | null>();
  let halfCharacter = '';
  let reason: FinishReason | null = null;
  let usage: ChatUsage | null = null;
  let reads = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;

  const parser = createParser({
    maxBufferSize: EVENT_MAX,
    onEvent: (event) => readEvent(event.data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') settle(unreadable(asked, error));
    },
  });

  function readEvent(data: string): void {
    if (isOver) return;
    if (data === '[DONE]') {
      settle(endedEarly(asked));
      return;
    }
    const chunk = parse(data);
    if (!chunk) {
      settle(unreadable(asked, new Error(`an event of ${data.length} characters is no JSON object`)));
    } else if (chunk.error) {
      settle(refused(asked, toRefusal(chunk.error)));
    } else {
      if (chunk.usage) usage = toUsage(chunk.usage);
      const choice = chunk.choices?.[0];
      if (choice) readChoice(choice);
      else if (chunk.usage && reason) settle();
    }
  }

  function readChoice(choice: Choice): void {
    const said = saidIn(choice);
    if (said !== '') hear(said);
    if (!budget.isMet() && (said !== '' || choice.finish_reason || isSignOfLife(choice))) {
      budget.meet();
      watchGap();
    }
    if (!choice.finish_reason || reason) return;
    reason = toFinishReason(choice.finish_reason);
    clearTimeout(timer);
    // The counts come in a chunk of their own, after the reason.
    timer = setTimeout(settle, deadlines.usageWaitMs);
  }

  function hear(said: string): void {
    const heard = halfCharacter + said;
    halfCharacter = endsInHalf(heard) ? heard.slice(-1) : '';
    queue.put(madeStorable(halfCharacter === '' ? heard : heard.slice(0, -1)));
  }

  function watchGap(): void {
    timer = setTimeout(() => {
      // After a pause of our own process the timer comes first, though the socket may hold news: look there once.
      const readsBefore = reads;
      setImmediate(() => {
        if (reads === readsBefore) settle(fellSilent(asked, deadlines.gapMs));
      });
    }, deadlines.gapMs);
  }

  /** The one way out. After a finish reason nothing can fail any more: the answer is complete. */
  function settle(failure: Error | null = null): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    budget.signal.removeEventListener('abort', onAbort);
    queue.put(madeStorable(halfCharacter));
    if (reason) {
      drain(incoming);
      outcome.resolve({ type: 'finish', reason, usage });
      return;
    }
    incoming.destroy();
    if (failure) outcome.reject(failure);
    else outcome.resolve(null);
  }

  function onAbort(): void {
    incoming.destroy();
    reason = null;
    settle(budget.signal.reason instanceof ModelFailure ? budget.signal.reason : null);
  }

  /** While the caller is the slow one, the server's silence must not be counted. */
  function pauseUntilRoom(): void {
    incoming.pause();
    if (!reason) clearTimeout(timer);
    queue.whenRoom(() => {
      if (isOver) return;
      incoming.resume();
      if (!reason) watchGap();
    });
  }

  incoming.setEncoding('utf8');
  incoming.on('data', (data: string) => {
    if (isOver) return;
    reads++;
    parser.feed(data);
    if (!isOver && queue.isFull()) pauseUntilRoom();
    else if (budget.isMet() && !reason) timer?.refresh();
    queue.flush();
  });
  incoming.on('end', () => settle(endedEarly(asked)));
  incoming.on('error', (error) => settle(brokenOff(asked, budget.isMet(), error)));
  incoming.on('close', () => settle(brokenOff(asked, budget.isMet(), new Error('closed before its end'))));
  budget.signal.addEventListener('abort', onAbort, { once: true });
  if (budget.signal.aborted) onAbort();
  // It broke before anybody listened: no event will tell.
  if (incoming.destroyed) settle(brokenOff(asked, budget.isMet(), incoming.errored));
  return outcome.promise;
}

function drain(incoming: IncomingMessage): void {
  incoming.resume();
  const timer = setTimeout(() => incoming.destroy(), DRAIN_MS).unref();
  incoming.once('close', () => clearTimeout(timer));
}

function parse(data: string): Chunk | null {
  try {
    const chunk: unknown = JSON.parse(data);
    return typeof chunk === 'object' ? (chunk as Chunk | null) : null;
  } catch {
    return null;
  }
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
