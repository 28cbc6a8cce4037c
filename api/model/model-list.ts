/**
 * A server's list of models, kept fresh in the background: one question at a time, never an error for the caller, and
 * the last good list survives a server that has gone.
 */
export type ModelList = {
  /** The last good list; null as long as there was none. */
  read(): Promise<string[] | null>;
};

export type ModelListOptions = {
  load(): Promise<string[]>;
  /** How long an answer counts, in ms: a list, and the lack of one. */
  freshMs: { known: number; unknown: number };
  /** Whether readers wait for the first good list each time, or only the very first reader's turn is waited for. */
  waits: 'until known' | 'once';
  /** Told at the first failure after a success, not at each. */
  onFailure(error: unknown): void;
};

export function createModelList({ load, freshMs, waits, onFailure }: ModelListOptions): ModelList {
  let known: string[] | null = null;
  let askedAt: number | null = null;
  let asking: Promise<void> | null = null;
  let hasFailed = false;

  async function ask(): Promise<void> {
    try {
      const names = await load();
      if (names.length > 0) known = names;
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) onFailure(error);
      hasFailed = true;
    } finally {
      askedAt = performance.now();
      asking = null;
    }
  }

  const isStale = () =>
    askedAt === null || performance.now() - askedAt >= (known ? freshMs.known : freshMs.unknown);

  return {
    async read() {
      if (isStale()) asking ??= ask();
      if (asking && !known && (waits === 'until known' || askedAt === null)) await asking;
      return known;
    },
  };
}
