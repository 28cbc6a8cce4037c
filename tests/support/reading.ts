import type { Client } from 'graphql-ws';
import type { Person } from './person.ts';

export type GenerationEvent =
  | { __typename: 'GenerationSnapshot'; seq: number; text: string }
  | { __typename: 'GenerationDelta'; fromSeq: number; seq: number; text: string }
  | { __typename: 'GenerationEnded'; seq: number; generation: Record<string, any> };

type Request = { query: string; variables: Record<string, unknown> };
type Result = {
  data?: { generation: GenerationEvent } | null;
  errors?: readonly { message: string; extensions?: any }[];
};

const guardMs = 20_000;

/**
 * A follower that queues every event, so that a test misses none and waits for what it wants to see.
 * Breaking the contract of the stream (a gap, an overlap, an event after the ending) fails at once.
 */
export class Reading {
  readonly events: GenerationEvent[] = [];
  errors: readonly { message: string; extensions?: any }[] | null = null;
  isClosed = false;
  seq: number | null = null;
  private shown = '';
  private closeTransport: () => void = () => {};
  private watchers = new Set<() => void>();

  static overSocket(client: Client, { query, variables }: Request): Reading {
    const reading = new Reading(variables.after as number | null);
    const unsubscribe = client.subscribe(
      { query, variables },
      {
        next: (result) => reading.take(result as Result),
        error: (error) => reading.fail(error),
        complete: () => reading.close(),
      },
    );
    reading.closeTransport = unsubscribe;
    return reading;
  }

  static overSse(person: Person, request: Request): Reading {
    const reading = new Reading(request.variables.after as number | null);
    const abort = new AbortController();
    reading.closeTransport = () => abort.abort();
    void readSse(person, request, abort.signal, reading)
      .catch((error) => abort.signal.aborted || reading.fail(error))
      .finally(() => reading.close());
    return reading;
  }

  constructor(after: number | null) {
    this.seq = after;
  }

  /** All text so far, by the contract: replace at a snapshot, append a delta. */
  get textSoFar(): string {
    return this.shown;
  }

  get ended(): Extract<GenerationEvent, { __typename: 'GenerationEnded' }> | undefined {
    return this.events.find((event) => event.__typename === 'GenerationEnded');
  }

  take({ data, errors }: Result) {
    if (errors) {
      this.errors = errors;
      return this.notify();
    }
    const event = data?.generation;
    if (!event) throw new Error('an event without data');
    if (this.ended) throw new Error(`an event after the ending: ${JSON.stringify(event)}`);
    if (event.__typename === 'GenerationSnapshot') this.shown = event.text;
    if (event.__typename === 'GenerationDelta') {
      if (event.fromSeq !== this.seq) throw new Error(`a gap: had ${this.seq}, got ${JSON.stringify(event)}`);
      this.shown += event.text;
    }
    this.seq = event.seq;
    this.events.push(event);
    this.notify();
  }

  /** Leaves without waiting, as a closed tab does. */
  leaves() {
    this.closeTransport();
  }

  /** Resolves once the text has this in it. */
  async shows(text: string): Promise<string> {
    await this.until(() => this.shown.includes(text), `“${text}”`);
    return this.shown;
  }

  /** The whole text, after the ending. */
  async text(): Promise<string> {
    await this.end();
    return this.shown;
  }

  /** The ending, after the stream has completed by itself. */
  async end(): Promise<Record<string, any>> {
    await this.until(() => this.isClosed && this.ended !== undefined, 'the ending');
    return this.ended?.generation ?? {};
  }

  async failure(): Promise<{ message: string; extensions?: any }> {
    await this.until(() => this.errors !== null, 'an error');
    return this.errors?.[0] ?? { message: '' };
  }

  async closed(): Promise<void> {
    await this.until(() => this.isClosed, 'the close');
  }

  async until(isTrue: () => boolean, what: string): Promise<void> {
    if (isTrue()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => isTrue() && resolve();
    const guard = setTimeout(
      () => reject(new Error(`waited in vain for ${what}; have ${this.describe()}`)),
      guardMs,
    );
    this.watchers.add(look);
    await promise.finally(() => {
      clearTimeout(guard);
      this.watchers.delete(look);
    });
  }

  fail(error: unknown) {
    const { code, reason, message } = error as { code?: number; reason?: string; message?: string };
    const said = reason === undefined ? String(message ?? error) : `the socket closed: ${code} ${reason}`;
    this.errors = Array.isArray(error) ? error : [{ message: said }];
    this.close();
  }

  close() {
    this.isClosed = true;
    this.notify();
  }

  private notify() {
    for (const watcher of this.watchers) watcher();
  }

  private describe() {
    return JSON.stringify({ events: this.events.slice(-3), errors: this.errors, isClosed: this.isClosed });
  }
}

async function readSse(person: Person, request: Request, signal: AbortSignal, reading: Reading) {
  const response = await fetch(`${person.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...person.credentials() },
    body: JSON.stringify(request),
    signal,
  });
  let buffered = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    buffered += text;
    const blocks = buffered.split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '));
      if (block.includes('event: next') && data) reading.take(JSON.parse(data.slice('data: '.length)));
    }
  }
}
