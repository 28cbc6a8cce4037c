import type { Exchange, UpstreamRequest } from './upstream-exchange.ts';
import type { Scenario } from './upstream-scenarios.ts';

/** What the test says, the model says: a scenario that a test turns by hand. */
export type Cranked = Scenario & {
  /** Waits for a question and returns it. */
  asked(): Promise<UpstreamRequest>;
  /** Writes one token to the latest open question, waiting for one if need be; resolves when it was written. */
  say(text: string): Promise<void>;
  /** Finishes the answer properly. The next `say` waits for the next question. */
  ends(reason?: string): Promise<void>;
  /** Cuts the connection. */
  fails(): Promise<void>;
};

const GUARD_MS = 10_000;

/** A model turned by hand: nothing moves unless the test says so. */
export function cranked(): Cranked {
  let open: Exchange | undefined;
  let waiting: ((exchange: Exchange) => void)[] = [];

  const current = (): Promise<Exchange> => {
    if (open && open.request.closedAt === null) return Promise.resolve(open);
    return new Promise((resolve, reject) => {
      const guard = setTimeout(
        () => reject(new Error(`cranked: nobody asked the model within ${GUARD_MS} ms`)),
        GUARD_MS,
      );
      waiting.push((exchange) => {
        clearTimeout(guard);
        resolve(exchange);
      });
    });
  };

  return {
    name: 'cranked',
    answer(exchange) {
      open = exchange;
      for (const resolve of waiting) resolve(exchange);
      waiting = [];
    },
    asked: async () => (await current()).request,
    say: async (text) => (await current()).text(text),
    async ends(reason) {
      const exchange = await current();
      open = undefined;
      await exchange.complete(reason);
    },
    async fails() {
      const exchange = await current();
      open = undefined;
      exchange.reset();
    },
  };
}
