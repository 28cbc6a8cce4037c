import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { Person } from '../support/person.ts';
import { startReceiver } from '../support/receiver.ts';
import { says } from '../support/upstream.ts';
import { type World, type WorldOptions, world } from '../support/world.ts';

/** G10: the database goes away in mid-answer and comes back. */

const outageMs = 5_000;

type Fault = { begin: (proxy: FaultProxy) => void; end: (proxy: FaultProxy) => void };

const faults: Record<string, Fault> = {
  'is gone (connections cut and refused)': {
    begin(proxy) {
      proxy.refuse(true);
      proxy.cut();
    },
    end: (proxy) => proxy.refuse(false),
  },
  'is a black hole (connections open, nothing comes through)': {
    begin: (proxy) => proxy.blackhole(true),
    end: (proxy) => proxy.blackhole(false),
  },
};

async function worldBehindProxy(options: WorldOptions = {}): Promise<World & { proxy: FaultProxy }> {
  let proxy: FaultProxy | undefined;
  const databaseVia = async (address: string) => {
    const url = new URL(address);
    proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port) });
    onTestFinished(proxy.stop);
    url.port = String(proxy.port);
    return url.href;
  };
  const here = await world({ ...options, databaseVia });
  if (!proxy) throw new Error('the world did not ask for its way to the database');
  return { ...here, proxy };
}

const sendDocument = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { __typename ... on SendMessagePayload { generation { id } } }
}`;

type Outcome = { isAcknowledged: boolean; generation?: string };

/** One try to send; whatever is not an acknowledgement must say that the same may be tried again. */
async function tries(person: Person, idempotencyKey: string): Promise<Outcome> {
  const input = { text: 'Sent in the dark', idempotencyKey };
  const { data, errors } = await person.graphql(sendDocument, { input });
  if (errors) {
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    return { isAcknowledged: false };
  }
  expect(data?.sendMessage.__typename).toBe('SendMessagePayload');
  return { isAcknowledged: true, generation: data?.sendMessage.generation.id };
}

/** Tries with one key again and again until it is acknowledged. */
async function triesUntilSent(person: Person, idempotencyKey: string): Promise<Outcome> {
  for (;;) {
    const outcome = await tries(person, idempotencyKey);
    if (outcome.isAcknowledged) return outcome;
    await delay(50);
  }
}

for (const [name, fault] of Object.entries(faults)) {
  test(`G10: the database ${name} for 5 s in mid-answer: no loss, no doubling, no false acknowledgement`, async () => {
    const { ann, upstream, proxy, sql } = await worldBehindProxy();
    const text = Array.from({ length: 350 }, (_, index) => `word${index} `).join('');
    upstream.script(says(text, { tokensPerSecond: 50 }), says('Second answer'));
    const { generation, reply } = await ann.sends('Talk');
    const readings = [ann.follows(generation), ann.follows(generation, { over: 'sse' })];
    await Promise.all(readings.map((reading) => reading.shows('word20 ')));
    const keys = Array.from({ length: 4 }, () => randomUUID());

    fault.begin(proxy);
    const during = Promise.all(
      keys.map((key, index) => delay((index * outageMs) / 5).then(() => tries(ann, key))),
    );
    await delay(outageMs);
    fault.end(proxy);
    const backAt = performance.now();
    const probe = await triesUntilSent(ann, randomUUID());
    const backMs = performance.now() - backAt;
    const outcomes = await during;
    const again = await Promise.all(keys.map((key) => triesUntilSent(ann, key)));
    const late = ann.follows(generation);
    await Promise.all([...readings, late].map((reading) => reading.end()));

    expect(probe.isAcknowledged).toBe(true);
    expect(backMs).toBeLessThan(5_000);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.isAcknowledged) expect(again[index]?.generation).toBe(outcome.generation);
    }
    expect(await sql(`SELECT FROM message WHERE text = 'Sent in the dark'`)).toHaveLength(keys.length + 1);
    for (const reading of [...readings, late]) {
      expect(reading.errors).toBeNull();
      expect(reading.textSoFar).toBe(text);
      expect(reading.ended?.generation).toMatchObject({ status: 'COMPLETED' });
    }
    expect(await ann.reads(reply)).toMatchObject({ status: 'COMPLETED', text });
    expect(upstream.answers().filter(({ body }) => body.messages.at(-1)?.content === 'Talk')).toHaveLength(1);
  });

  test(`webhooks outlive that the database ${name} for 5 s: what happened is told, in order`, async () => {
    const { ann, proxy, sql } = await worldBehindProxy({
      env: { WEBHOOK_PRIVATE_ADDRESSES: 'true' },
      webhooks: { pollMs: 50 },
    });
    const receiver = await startReceiver();
    // Slow enough that the outage falls into the middle of them.
    receiver.answer((response) => void setTimeout(() => response.writeHead(204).end(), 50));
    await ann.does('createWebhook', { url: receiver.url, events: ['PROJECT_CHANGED'] }, 'secret');
    const make = async (at: number) =>
      (await ann.does('createProject', { name: `Project ${at}` }, 'project { id }')).project.id;
    const made = [];
    for (let at = 0; at < 20; at += 1) made.push(await make(at));
    await receiver.gets(3);

    fault.begin(proxy);
    await delay(outageMs);
    fault.end(proxy);
    await triesUntilSent(ann, randomUUID());
    made.push(await make(20));
    const pending = () => sql(`SELECT FROM webhook_delivery WHERE status <> 'DELIVERED'`);
    await expect.poll(() => receiver.got.at(-1)?.event.data.projectId, { timeout: 60_000 }).toBe(made.at(-1));
    await expect.poll(pending, { timeout: 10_000 }).toEqual([]);

    const told = receiver.got.map(({ event }) => event.data.projectId);
    expect([...new Set(told)]).toEqual(made);
    // What was under way when the database went is told once more; nothing else is.
    expect(told.length).toBeLessThan(made.length + 3);
  }, 120_000);
}

test('G10: while the database is gone readiness says so, and an answer that ends then is kept', async () => {
  const { ann, upstream, proxy, url } = await worldBehindProxy();
  upstream.script(says('Written in the dark, whole and in order.', { tokensPerSecond: 10 }));
  const { generation, reply } = await ann.sends();
  const reading = ann.follows(generation);
  await reading.shows('Written');

  proxy.refuse(true);
  proxy.cut();
  const request = await upstream.request(1);
  await request.closed;
  const during = await fetch(`${url}/readyz`);
  const health = await fetch(`${url}/healthz`);
  proxy.refuse(false);
  const shown = await reading.text();

  expect(during.status).toBe(503);
  expect(health.status).toBe(200);
  expect(shown).toBe('Written in the dark, whole and in order.');
  expect(await ann.reads(reply)).toMatchObject({ status: 'COMPLETED', text: shown });
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 5_000 }).toBe(200);
});

test('a socket that connects while the database is gone is told to come back, not to sign in', async () => {
  const { ann, proxy } = await worldBehindProxy();
  proxy.refuse(true);
  proxy.cut();
  const closed = Promise.withResolvers<{ code: number; reason: string }>();

  ann.socket({
    lazy: false,
    onNonLazyError: () => {},
    on: { closed: (event) => closed.resolve(event as { code: number; reason: string }) },
  });
  const { code, reason } = await closed.promise;

  expect(code).toBe(1013);
  expect(reason).not.toMatch(/ECONN|connect|prisma/i);
});
