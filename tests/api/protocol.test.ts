import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { followDocument, type Person } from '../support/person.ts';
import { RawSocket, type Refusal } from '../support/raw-socket.ts';
import { cranked, hangsAfter, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** GraphQL over HTTP and graphql-transport-ws, as their specifications and clients expect them. */

test('every audit of GraphQL over HTTP is ok', { timeout: 60_000 }, async () => {
  const { url } = await world();
  const audits = serverAudits({ url: `${url}/graphql`, fetchFn: fetch });

  const results = [];
  for (const audit of audits) results.push(await audit.fn());

  const notOk = results.filter(({ status }) => status !== 'ok');
  expect(
    notOk.map(
      (result) => `${result.status} ${result.id} ${result.name}: ${'reason' in result && result.reason}`,
    ),
  ).toEqual([]);
  expect(results).toHaveLength(61);
});

const init = { type: 'connection_init' };
const subscription = (id: string, generation: string) => ({
  type: 'subscribe',
  id,
  payload: { query: followDocument, variables: { id: generation } },
});

type Misdeed = (socket: RawSocket, generation: string) => void | Promise<void>;
const misdeeds: Record<string, [number, Misdeed]> = {
  'a frame that is not JSON': [4400, (socket) => socket.send('nonsense')],
  'a frame of no known type': [4400, (socket) => socket.send({ type: 'shout' })],
  'a subscribe frame without a query': [4400, (socket) => socket.send({ type: 'subscribe', id: '1' })],
  'an operation before the greeting': [4401, (socket, id) => socket.send(subscription('1', id))],
  'a second greeting': [
    4429,
    (socket) => {
      socket.send(init);
      socket.send(init);
    },
  ],
  'two operations with one id': [
    4409,
    async (socket, id) => {
      socket.send(init);
      await socket.frame('connection_ack');
      socket.send(subscription('1', id));
      socket.send(subscription('1', id));
    },
  ],
  'no greeting in time': [4408, () => {}],
};

for (const [name, [code, act]] of Object.entries(misdeeds)) {
  test(`${name} closes the socket with ${code}, and only this one`, async () => {
    const { ann, upstream } = await world();
    upstream.script(hangsAfter('Hi'));
    const { generation } = await ann.sends();
    const reading = ann.follows(generation);
    await reading.shows('Hi');
    const socket = await RawSocket.open(ann);

    await act(socket, generation);

    expect((await socket.closed).code).toBe(code);
    await ann.stops(generation);
    expect(await reading.end()).toMatchObject({ status: 'STOPPED' });
  });
}

test('a socket without the subprotocol graphql-transport-ws is closed with 4406', async () => {
  const { ann } = await world();

  const socket = await RawSocket.open(ann, []);

  expect((await socket.closed).code).toBe(4406);
});

const wrongDocuments = {
  'a syntax error': ['subscription {', 'GRAPHQL_PARSE_FAILED'],
  'an unknown field': ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  'a missing variable': [followDocument, 'BAD_USER_INPUT'],
  'an id of nothing': ['subscription { generation(id: "nonsense") { __typename } }', 'NOT_FOUND'],
} as const;

/** Reads on until an event has this text: an empty snapshot, or half of it, may come before. */
async function shows(socket: RawSocket, text: string) {
  for (let shown = ''; !shown.includes(text); ) {
    const { payload } = await socket.frame('next', 'good');
    shown += payload.data.generation.text;
  }
}

for (const [name, [query, code]] of Object.entries(wrongDocuments)) {
  test(`${name} on the socket answers its own operation and leaves the others alone`, async () => {
    const { ann, upstream } = await world();
    const answer = cranked();
    upstream.script(answer);
    const { generation } = await ann.sends();
    const socket = await RawSocket.ready(ann);
    socket.send(subscription('good', generation));
    await answer.say('One');
    await shows(socket, 'One');

    socket.subscribe('bad', query);
    const refused = await socket.answer('bad');
    await answer.say('Two');
    await shows(socket, 'Two');

    expect(refused[0]?.extensions.code).toBe(code);
    expect(refused[0]?.message).not.toMatch(/node_modules|\.ts:/);
    expect(socket.socket.readyState).toBe(WebSocket.OPEN);
  });
}

test('a frame beyond the limit closes its own socket and no other', async () => {
  const { ann, upstream } = await world();
  const answer = cranked();
  upstream.script(answer);
  const { generation } = await ann.sends();
  const reading = ann.follows(generation);
  const socket = await RawSocket.ready(ann);

  socket.send({ type: 'ping', payload: { text: 'x'.repeat(1024 * 1024) } });

  expect((await socket.closed).code).toBe(1009);
  await answer.say('Still here');
  expect(await reading.shows('Still here')).toBe('Still here');
});

test('a hundred operations run at once on one socket; one more is refused alone', async () => {
  const { ann, upstream } = await world();
  upstream.script(hangsAfter('Hi'));
  const { generation } = await ann.sends();
  const socket = await RawSocket.ready(ann);

  for (let id = 1; id <= 101; id += 1) socket.send(subscription(String(id), generation));
  const refused = await socket.frame('error');

  expect(refused.payload[0]).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  expect(refused.id).toBe('101');
  socket.send({ type: 'complete', id: '1' });
  socket.subscribe('again', '{ server { version } }');
  expect((await socket.frame('next', 'again')).payload.data.server.version).toBeTruthy();
});

test('a query and a mutation work on the socket as over HTTP', async () => {
  const { ann } = await world();
  const socket = await RawSocket.ready(ann);

  socket.subscribe('1', '{ viewer { displayName } }');
  const { payload } = await socket.frame('next', '1');
  await socket.frame('complete', '1');

  expect(payload).toEqual({ data: { viewer: { displayName: 'Ann' } } });
});

/** The status line that a hand-written upgrade request gets. */
async function upgrades(person: Person, target: string): Promise<string> {
  const { port, host } = new URL(person.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  socket.destroy();
  return String(answer).split('\r\n')[0] ?? '';
}

test('an upgrade is accepted at /graphql alone, and never with an absolute address', async () => {
  const { ann } = await world();

  expect(await upgrades(ann, '/graphql')).toBe('HTTP/1.1 101 Switching Protocols');
  expect(await upgrades(ann, '/graphql?x=1')).toBe('HTTP/1.1 101 Switching Protocols');
  for (const target of ['/', '/graphql/', '/graphqlx', '//evil/graphql', 'http://evil.example/graphql', '*'])
    expect(await upgrades(ann, target), target).toMatch(/^HTTP\/1\.1 40[04] /);
  expect((await ann.asks('{ server { version } }')).server.version).toBeTruthy();
});

for (const over of ['websocket', 'sse'] as const) {
  test(`minIntervalMs keeps events apart and joins the text in between, over ${over}`, async () => {
    const { ann, upstream } = await world();
    const text = 'word '.repeat(100).trim();
    upstream.script(says(text, { tokensPerSecond: 50 }));
    const { generation } = await ann.sends();
    const times: number[] = [];

    const reading = ann.follows(generation, { minIntervalMs: 500, over });
    const seen = () => {
      while (times.length < reading.events.length) times.push(performance.now());
      return reading.ended !== undefined;
    };
    await reading.until(seen, 'the ending');

    expect(reading.textSoFar).toBe(text);
    // The ending may follow the last text at once.
    const gaps = times.slice(1, -1).map((time, index) => time - times[index]!);
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    // In sum, since one event that a busy machine delays comes closer to the next.
    expect(times.at(-2)! - times[0]!).toBeGreaterThan(gaps.length * 500 - 150);
    expect(reading.events.length).toBeLessThanOrEqual(8);
  });
}

const wide = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: __typename`).join(' ');
const limits: Record<string, [string, RegExp]> = {
  depth: [
    `{ viewer { conversations { nodes ${'{ thread { nodes { conversation '.repeat(7)} { id } ${'} } }'.repeat(7)} } } }`,
    /depth/i,
  ],
  aliases: [`{ ${wide(31)} }`, /alias/i],
  tokens: [`{ ${'__typename '.repeat(2_001)} }`, /token/i],
  directives: [`{ __typename ${'@skip(if: false) '.repeat(51)} }`, /directive/i],
  'depth below a fragment named __schema': [
    `{ ...__schema } fragment __schema on Query { viewer { conversations { nodes ${'{ thread { nodes { conversation '.repeat(7)} { id } ${'} } }'.repeat(7)} } } }`,
    /depth/i,
  ],
};

for (const [name, [query, sentence]] of Object.entries(limits)) {
  test(`F5: too much ${name} is refused with a clear sentence, over HTTP and on the socket`, async () => {
    const { ann } = await world();
    const socket = await RawSocket.ready(ann);

    const response = await ann.post({ query });
    const { errors } = (await response.json()) as Refusal;
    socket.subscribe('1', query);
    const refused = await socket.answer('1');

    for (const [error] of [errors, refused]) {
      expect(error?.message).toMatch(sentence);
      expect(error?.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    }
    expect(socket.socket.readyState).toBe(WebSocket.OPEN);
  });
}

test('the introspection query that tools send is within the limits', async () => {
  const { ann } = await world();

  const { data } = await ann.graphql(getIntrospectionQuery());

  expect(data?.__schema.queryType.name).toBe('Query');
});

test('sockets of strangers are counted by their address, and those of people do not count with them', async () => {
  const { ann, stranger } = await world();
  const open = await Promise.all(Array.from({ length: 100 }, () => RawSocket.ready(stranger())));

  const refused = await RawSocket.open(stranger());
  refused.send({ type: 'connection_init' });
  const closed = await refused.closed;
  await RawSocket.ready(ann);
  open[0]!.socket.close();
  await open[0]!.closed;

  expect(closed).toMatchObject({ code: 4429, reason: expect.stringMatching(/Too many sockets/) });
  await RawSocket.ready(stranger());
});
