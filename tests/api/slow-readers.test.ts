import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { followDocument, type Person } from '../support/person.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { hangsAfter, improvises, lastUserText, type Scenario } from '../support/upstream.ts';
import { pace } from '../support/upstream-ticker.ts';
import { world } from '../support/world.ts';

/** G12: readers that are slow, silent or gone cost nobody else anything. */

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

for (const over of ['websocket', 'sse'] as const) {
  test(`readers of a silent answer who drop their connection leave nothing behind, over ${over}`, async () => {
    const { ann, upstream, replica } = await world();
    // At a replica each reader waits by itself; beside the run the log's memory would spare it the wait.
    const there = ann.at((await replica()).local);
    upstream.script(hangsAfter('Hi'));
    const { generation } = await ann.sends();
    await there.follows(generation).shows('Hi');
    const before = timers();

    const readings = Array.from({ length: 200 }, () => there.follows(generation, { over }));
    await Promise.all(readings.map((reading) => reading.shows('Hi')));
    // Each waits with a timer behind the bell, or this test could not tell.
    await expect.poll(timers).toBeGreaterThan(before + 190);
    for (const reading of readings) reading.leaves();

    await expect.poll(timers, { timeout: 5_000 }).toBeLessThan(before + 20);
    await ann.stops(generation);
  });
}

const gc = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

async function memoryBytes(): Promise<number> {
  // What the first collection finalises, such as external strings, the second one frees.
  for (let round = 0; round < 3; round += 1) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Pieces of so many characters, at a pace; each begins with the time it was written. */
const flood = (pieces: number, perSecond: number, length: number): Scenario =>
  improvises(async (exchange) => {
    await exchange.role();
    pace(perSecond, (index) => {
      if (exchange.request.closedAt !== null) return false;
      if (index === pieces) void exchange.complete();
      else void exchange.text(`${performance.now().toFixed(1)} `.padEnd(length, '.'));
      return index < pieces;
    });
  });

/** Asks for the stream and then never reads from its connection again. */
async function neverReads(person: Person, generation: string): Promise<RawSocket> {
  const raw = await RawSocket.ready(person);
  raw.subscribe('1', followDocument, { id: generation, minIntervalMs: 20 });
  raw.socket.pause();
  return raw;
}

/** Reads again, to the end: the whole text, and the length of the longest event on the way. */
async function readsOn(raw: RawSocket) {
  raw.socket.resume();
  let text = '';
  let largest = 0;
  for (;;) {
    const { generation } = (await raw.frame('next')).payload.data;
    if (generation.__typename === 'GenerationEnded') return { text, largest };
    text = generation.__typename === 'GenerationSnapshot' ? generation.text : text + generation.text;
    largest = Math.max(largest, generation.text.length);
  }
}

/** The delays of all pieces that a reader of a small stream sees, in ms, while another stream floods. */
async function delaysWhile(here: Awaited<ReturnType<typeof world>>, hostile: number) {
  const { ann, bob, upstream } = here;
  upstream.script((request) =>
    lastUserText(request) === 'Flood' ? flood(130, 30, 64 * 1024) : flood(200, 50, 16),
  );
  const big = await bob.sends('Flood');
  const stuck = await Promise.all(Array.from({ length: hostile }, () => neverReads(bob, big.generation)));
  const small = await ann.sends('Small');
  const delays: number[] = [];
  const reading = ann.follows(small.generation);
  let read = 0;
  const look = () => {
    const news = reading.textSoFar.slice(read);
    read = reading.textSoFar.length;
    for (const [stamp] of news.matchAll(/\d+\.\d/g)) delays.push(performance.now() - Number(stamp));
    return reading.ended !== undefined;
  };
  await reading.until(look, 'the ending');
  await bob.follows(big.generation, { after: 0, minIntervalMs: 1_000 }).end();
  const withThem = await memoryBytes();
  const [first, ...others] = stuck;
  for (const raw of others) raw.socket.terminate();
  await Promise.all(others.map(({ closed }) => closed));
  const heldBytes = (withThem - (await memoryBytes())) / (others.length || 1);
  const late = first && (await readsOn(first));
  const isExact = late?.text === (await bob.reads(big.reply)).text;
  delays.sort((a, b) => a - b);
  return {
    p99: delays[Math.floor(delays.length * 0.99)] ?? 0,
    heldBytes,
    count: delays.length,
    isExact,
    largest: late?.largest ?? 0,
  };
}

test('G12: subscribers who never read delay nobody by more than 100 ms and hold at most 512 KiB each', {
  timeout: 60_000,
}, async () => {
  const here = await world();
  const hostile = 7;

  const alone = await delaysWhile(here, 0);
  const besides = await delaysWhile(here, hostile);

  process.stdout.write(
    `slow-readers.test.ts: p99 ${alone.p99.toFixed(0)} ms alone, ${besides.p99.toFixed(0)} ms beside ${hostile} who never read, ` +
      `who hold ${(besides.heldBytes / 1024).toFixed(0)} KiB each\n`,
  );
  expect(alone.count).toBe(200);
  expect(besides.count).toBe(200);
  expect(besides.p99 - alone.p99).toBeLessThan(100);
  // One of them reads on: far behind, or the others held nothing because nothing was held back.
  expect(besides.isExact).toBe(true);
  expect(besides.largest).toBeGreaterThan(1_000_000);
  expect(besides.heldBytes).toBeLessThan(512 * 1024);
});
