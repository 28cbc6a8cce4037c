/**
 * Between a socket that pushes and a caller that pulls. Text put in between two pulls is joined, so a slow caller gets
 * fewer, longer pieces and none is lost; the ending comes after all text.
 *
 * Written by hand, not as a generator: `return()` of a generator waits behind a pending `next()`, and a generator
 * costs two more promises for each token.
 */
import type { ChatPiece } from './chat-model.ts';

export type Finish = Extract<ChatPiece, { type: 'finish' }>;
type Result = IteratorResult<ChatPiece, undefined>;

export type PieceQueue = AsyncIterator<ChatPiece, undefined> & {
  /** Adds text; `flush` hands it over, so that what one network read held becomes one piece. */
  put(text: string): void;
  flush(): void;
  /** True while the caller is far behind. */
  isFull(): boolean;
  /** Calls back once, when the caller has caught up. */
  whenRoom(callback: () => void): void;
  /** The last thing said: a finish, or null when nobody waits for one any more. */
  end(finish: Finish | null): void;
  fail(failure: Error): void;
};

/** In characters. */
const FULL = 1024 * 1024;
const OVER: Result = { done: true, value: undefined };

/** `onReturn` is called when the caller leaves before the end. */
export function createPieceQueue(onReturn: () => void): PieceQueue {
  let text = '';
  let ending: { finish: Finish | null; failure: Error | null } | null = null;
  let onRoom: (() => void) | null = null;
  let waiting: { resolve(result: Result): void; reject(failure: Error): void } | null = null;

  function flush(): void {
    if (!waiting || (text === '' && !ending)) return;
    const { resolve, reject } = waiting;
    waiting = null;
    take(resolve, reject);
  }

  function take(resolve: (result: Result) => void, reject: (failure: Error) => void): void {
    if (text !== '') {
      resolve({ done: false, value: { type: 'text', text } });
      text = '';
      onRoom?.();
      onRoom = null;
      return;
    }
    const { failure, finish } = ending ?? { failure: null, finish: null };
    ending = { failure: null, finish: null };
    if (failure) reject(failure);
    else resolve(finish ? { done: false, value: finish } : OVER);
  }

  function settle(finish: Finish | null, failure: Error | null): void {
    ending ??= { finish, failure };
    flush();
  }

  return {
    put(more) {
      if (!ending) text += more;
    },
    flush,
    isFull: () => text.length > FULL,
    whenRoom(callback) {
      onRoom = callback;
    },
    end: (finish) => settle(finish, null),
    fail: (failure) => settle(null, failure),
    next() {
      return new Promise((resolve, reject) => {
        if (text !== '' || ending) take(resolve, reject);
        else waiting = { resolve, reject };
      });
    },
    async return() {
      text = '';
      settle(null, null);
      ending = { finish: null, failure: null };
      onReturn();
      return OVER;
    },
  };
}
