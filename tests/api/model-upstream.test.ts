import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { cranked, refuses, says, startUpstream, type Upstream } from '../support/upstream.ts';

/** The instruments themselves: a test that trusts them must be able to. */
let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.stop());

function post(content: string, more: object = {}, url = upstream.url): Promise<Response> {
  const messages = [{ role: 'user', content }];
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-4.1', messages, ...more }),
  });
}

const told = async (answer: Promise<Response>) => (await (await answer).json()).choices[0].message.content;

describe('the scripted upstream', () => {
  test('echoes the question when nothing else was scripted, also without a stream', async () => {
    expect(await told(post('Good morning'))).toBe('You said: Good morning');
  });

  test('takes scenarios in turn and stays with the last', async () => {
    upstream.script(refuses(500), says('one'), says('two'));

    expect((await post('a')).status).toBe(500);
    expect(await told(post('b'))).toBe('one');
    expect(await told(post('c'))).toBe('two');
    expect(await told(post('d'))).toBe('two');
  });

  test('chooses by the request where it is told to', async () => {
    upstream.script(({ body }) => says(`for ${body.model}`));

    expect(await told(post('a', { model: 'gpt-4o' }))).toBe('for gpt-4o');
  });

  test('answers titles beside the script', async () => {
    upstream.script(says('one'), says('two'));
    const messages = [
      { role: 'system', content: 'You write the title of a conversation.' },
      { role: 'user', content: 'User: Where do penguins live?\n\nAssistant: South.' },
    ];

    expect(await told(post('', { messages }))).toBe('About Where do penguins');
    expect(await told(post('a'))).toBe('one');
    expect(upstream.answers()).toHaveLength(1);
  });

  test('a cranked model says what it is told when it is told', async () => {
    const crank = cranked();
    upstream.script(crank);
    const asking = post('hi', { stream: true });

    expect((await crank.asked()).body.messages).toHaveLength(1);
    await crank.say('Hel');
    const reader = (await asking).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('"content":"Hel"');
    await crank.ends('length');

    expect((await reader?.read())?.value).toContain('"finish_reason":"length"');
  });

  test('after its end a cranked model waits for the next question', async () => {
    const crank = cranked();
    upstream.script(crank);
    const first = post('one');
    await crank.say('1');
    await crank.ends();

    const saying = crank.say('2');
    const second = post('two');
    await saying;
    await crank.ends();

    expect([await told(first), await told(second)]).toEqual(['1', '2']);
  });
});

describe('the fault proxy', () => {
  let proxy: FaultProxy;
  beforeEach(async () => {
    proxy = await startFaultProxy({ host: '127.0.0.1', port: upstream.port });
  });
  afterEach(() => proxy.stop());

  const through = () => `http://127.0.0.1:${proxy.port}/v1`;

  test.each([1, 3, 1000])('hands everything on in slices of %i bytes', async (bytes) => {
    proxy.slice(bytes);

    expect(await told(post('Grüße 日本語', {}, through()))).toBe('You said: Grüße 日本語');
  });

  test('holds everything back while it is a black hole, and loses nothing', async () => {
    proxy.blackhole(true);
    const asking = post('hi', {}, through());
    await expect.poll(() => proxy.connections()).toBe(1);
    expect(upstream.requests).toHaveLength(0);

    proxy.blackhole(false);

    expect(await told(asking)).toBe('You said: hi');
  });

  test('adds latency in each direction', async () => {
    proxy.latency(60);
    const startedAt = performance.now();

    await told(post('hi', {}, through()));

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(118);
  });

  test('cuts what is open, and the client knows', async () => {
    const crank = cranked();
    upstream.script(crank);
    const asking = post('hi', { stream: true }, through());
    await crank.say('Hel');
    const reading = (await asking).text();

    proxy.cut();

    await expect(reading).rejects.toThrow();
    await (await upstream.request(1)).closed;
  });

  test('refuses new connections while told to', async () => {
    proxy.refuse(true);
    await expect(post('hi', {}, through())).rejects.toThrow();

    proxy.refuse(false);
    expect(await told(post('hi', {}, through()))).toBe('You said: hi');
  });

  test('a client that leaves takes its connection to the server with it', async () => {
    const socket: Socket = connect(proxy.port, '127.0.0.1');
    await upstream.until(() => upstream.openSockets() === 1);

    socket.destroy();

    await upstream.until(() => upstream.openSockets() === 0);
  });
});
