import type { Client } from 'urql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStreams } from '../../web/generation/streams.ts';

type Listener = (result: { data?: object; error?: object }) => void;
type Subscription = { after: number | null; emit: Listener; isOpen: boolean };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint, 16));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => clearTimeout(frame));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A reader of one generation; the test says what the server sends and what it knows when it is asked. */
function world(stored: () => object | null = () => null) {
  const subscriptions: Subscription[] = [];
  const client = {
    subscription: (_document: unknown, { after }: { after: number | null }) => ({
      subscribe(emit: Listener) {
        const subscription = { after, emit, isOpen: true };
        subscriptions.push(subscription);
        return {
          unsubscribe: () => {
            subscription.isOpen = false;
          },
        };
      },
    }),
    query: async () => ({ data: { node: stored() } }),
  } as unknown as Client;
  const streams = createStreams(client);
  streams.follow('g');
  const send = (event: object) => subscriptions.at(-1)?.emit({ data: { generation: event } });
  return {
    streams,
    subscriptions,
    snapshot: (seq: number, text: string) => send({ __typename: 'GenerationSnapshot', seq, text }),
    delta: (fromSeq: number, seq: number, text: string) =>
      send({ __typename: 'GenerationDelta', fromSeq, seq, text }),
    refuse: () => subscriptions.at(-1)?.emit({ error: { message: 'NOT_FOUND' } }),
    passes: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

test('many events in one frame are painted once', async () => {
  const { streams, snapshot, delta, passes } = world();
  const painted = vi.fn();
  streams.subscribe('g', painted);

  snapshot(0, '');
  for (let seq = 1; seq <= 50; seq += 1) delta(seq - 1, seq, 'x');
  await passes(40);

  expect(painted).toHaveBeenCalledTimes(1);
  expect(streams.get('g')?.text).toBe('x'.repeat(50));
});

test('a silent stream is asked for again after ten seconds, from the last chunk held', async () => {
  const { subscriptions, snapshot, passes } = world();
  snapshot(7, 'so far');

  await passes(9_900);
  expect(subscriptions).toHaveLength(1);
  await passes(200);

  expect(subscriptions.map(({ after, isOpen }) => ({ after, isOpen }))).toEqual([
    { after: null, isOpen: false },
    { after: 7, isOpen: true },
  ]);
});

test('missing chunks are answered with a new subscription that starts with a snapshot', async () => {
  const { streams, subscriptions, snapshot, delta, passes } = world();
  snapshot(1, 'a');
  delta(2, 3, 'c');
  snapshot(3, 'abc');
  await passes(40);

  expect(subscriptions.map(({ after }) => after)).toEqual([null, null]);
  expect(streams.get('g')?.text).toBe('abc');
});

test('a stream that is refused shows how the answer ended instead of a spinner', async () => {
  const message = { text: 'half an answer' };
  const { streams, snapshot, refuse, passes } = world(() => ({
    ...{ __typename: 'Generation', id: 'g', status: 'FAILED', failureMessage: 'upstream', message },
  }));
  snapshot(1, 'half');

  refuse();
  await passes(1);

  expect(streams.get('g')).toMatchObject({ text: 'half an answer', ended: { status: 'FAILED' } });
});

test('an answer that the server no longer knows ends as interrupted, with what arrived', async () => {
  const { streams, subscriptions, snapshot, refuse, passes } = world(() => null);
  snapshot(1, 'half');

  refuse();
  await passes(60_000);

  expect(streams.get('g')).toMatchObject({ text: 'half', ended: { status: 'INTERRUPTED' } });
  expect(subscriptions).toHaveLength(1);
});

test('a refused stream of a running answer is tried again, and says so meanwhile', async () => {
  const { streams, subscriptions, refuse, snapshot, passes } = world(() => ({
    ...{ __typename: 'Generation', id: 'g', status: 'STREAMING', message: { text: '' } },
  }));

  refuse();
  await passes(2_100);
  refuse();
  await passes(100);
  expect(streams.get('g')?.isLost).toBe(true);
  await passes(4_100);
  snapshot(2, 'back');
  await passes(200);

  expect(subscriptions).toHaveLength(3);
  expect(streams.get('g')).toMatchObject({ text: 'back', isLost: false, ended: null });
});

test('a stream that cannot be read is asked for again at once when a person says so', async () => {
  const { streams, subscriptions, refuse, snapshot, passes } = world(() => ({
    ...{ __typename: 'Generation', id: 'g', status: 'STREAMING', message: { text: '' } },
  }));
  refuse();
  await passes(2_100);
  refuse();
  await passes(100);

  streams.hurry('g');
  snapshot(2, 'back');
  await passes(300);
  expect(subscriptions).toHaveLength(3);
  expect(streams.get('g')).toMatchObject({ text: 'back', isLost: false });
});
