import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { type Answer, Person } from '../support/person.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { hangsAfter } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/**
 * What is sent to GraphQL servers to find them weak: the checks of graphql-cop, and more. Each gets its typed answer,
 * nobody else notices, and nothing tells about the inside. Depth, tokens, greetings and upgrades are in protocol.test.ts.
 */

const transports = ['http', 'websocket'] as const;
const nested = (count: number, inner: string, outer: string) =>
  outer.repeat(count) + inner + ' }'.repeat(count);

type Row = {
  query: string;
  variables?: object;
  /** The code of every error; null when the operation is fine. */
  code: string | null;
  sentence?: RegExp;
};

const byDocument: Record<string, Row> = {
  'alias overloading': {
    query: `{ ${Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ')} }`,
    code: 'GRAPHQL_PARSE_FAILED',
    sentence: /alias/i,
  },
  'directive overloading': {
    query: `{ __typename ${'@aa'.repeat(60)} }`,
    code: 'GRAPHQL_PARSE_FAILED',
    sentence: /directive/i,
  },
  'directives just below the limit': {
    query: `{ __typename ${'@aa'.repeat(49)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'circular introspection': {
    query: `{ __schema { types { ${nested(8, 'name', 'fields { type { ')} ${'} '.repeat(8)} } } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    sentence: /could return \d+ objects|depth/i,
  },
  // One field however often it is written; 2,000 tokens are the bound.
  'field duplication': { query: `{ ${'__typename '.repeat(500)} }`, code: null },
  // The schema is public at /schema.graphql, so a suggestion tells nobody anything; it helps who mistypes.
  'a field that is nearly right': {
    query: '{ viewer { displayNam } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    sentence: /Did you mean "displayName"/,
  },
  'something that is no GraphQL': { query: 'qwerty cop { abc }', code: 'GRAPHQL_PARSE_FAILED' },
  'an empty document': { query: ' ', code: 'GRAPHQL_PARSE_FAILED' },
  'two operations and no name': {
    query: 'query A { __typename } query B { __typename }',
    code: 'BAD_USER_INPUT',
  },
  'a circle of fragments': {
    query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    sentence: /Cannot spread fragment "A" within itself/,
  },
  'a circle of one fragment behind a field': {
    query:
      '{ viewer { ...A } } fragment A on User { conversations { nodes { ...B } } } fragment B on Conversation { activeLeaf { conversation { ...B } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    sentence: /within itself/,
  },
  'a fragment named __schema that goes in circles': {
    query:
      '{ ...__schema } fragment __schema on Query { ...__type } fragment __type on Query { ...__schema }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    sentence: /within itself/,
  },
  'a list of ten thousand levels in the document': {
    query: `{ nodes(ids: ${'['.repeat(10_000)}${']'.repeat(10_000)}) { id } }`,
    code: 'GRAPHQL_PARSE_FAILED',
  },
  'variables of a thousand levels': {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: JSON.parse('['.repeat(1_000) + ']'.repeat(1_000)) },
    code: 'BAD_USER_INPUT',
  },
  'variables where none are asked for': {
    query: '{ __typename }',
    variables: { a: { b: ['c'] }, __proto__: 1 },
    code: null,
  },
  'a NUL in the document': { query: '{ \0 }', code: 'GRAPHQL_PARSE_FAILED' },
  'a NUL in an id': {
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'a\0b' },
    code: null,
  },
  'an id of 900,000 characters': {
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'x'.repeat(900_000) },
    code: null,
  },
  'a string of 900,000 characters in the document': {
    query: `{ node(id: "${'x'.repeat(900_000)}") { id } }`,
    code: null,
  },
  'an object where a string belongs': {
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: { toString: 'x' } },
    code: 'BAD_USER_INPUT',
  },
};

/** What an answer is like: the codes of its errors, and what is wrong with them. */
function findingsIn(answer: Answer, { sentence = /./ }: Row) {
  const text = JSON.stringify(answer);
  const { errors = [] } = answer;
  const codes = [...new Set(errors.map(({ extensions }) => extensions.code))];
  const isClear = errors.length === 0 || sentence.test(errors.map(({ message }) => message).join(' '));
  const isDiscreet = !/node_modules|\.[jt]s:\d|"exception"|"stacktrace"|"tracing"|"debug"/.test(text);
  return { codes, isClear, isDiscreet, isShort: text.length < 30_000 };
}

const expected = Object.fromEntries(
  Object.entries(byDocument).map(([name, { code }]) => [
    name,
    { codes: code ? [code] : [], isClear: true, isDiscreet: true, isShort: true },
  ]),
);

for (const over of transports) {
  test(`each bad document gets its typed refusal, and somebody else is served, over ${over}`, async () => {
    const { ann, bob, upstream } = await world();
    upstream.script(hangsAfter('Undisturbed'));
    const { generation } = await bob.sends();
    const reading = bob.follows(generation);
    await reading.shows('Undisturbed');
    const found: Record<string, unknown> = {};

    for (const [name, row] of Object.entries(byDocument)) {
      const { query, variables = {} } = row;
      const answer = await ask(ann, over, { query, variables });
      found[name] = findingsIn(answer, row);
      expect((await bob.asks('{ viewer { displayName } }')).viewer.displayName, name).toBe('Bob');
    }

    expect(found).toEqual(expected);
    expect(reading.isClosed).toBe(false);
    await bob.stops(generation);
    expect(await reading.end()).toMatchObject({ status: 'STOPPED' });
  });
}

test('variables of two hundred thousand levels are refused or answered by themselves, over HTTP and on a socket', async () => {
  const { ann, bob } = await world();
  const socket = await RawSocket.ready(ann);
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const payload = `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${deep}}}`;

  const response = await ann.post(payload);
  const { errors } = (await response.json()) as Answer;
  socket.send(`{"type":"subscribe","id":"1","payload":${payload}}`);
  const refused = await Promise.race([socket.answer('1'), socket.closed]);

  expect(response.status).toBeLessThan(500);
  expect(errors?.[0]?.extensions.code).toMatch(/^BAD_/);
  expect(refused).toSatisfy(
    (said) => said.code === 4400 || /^BAD_/.test(said[0].extensions.code),
    JSON.stringify(refused).slice(0, 300),
  );
  expect((await bob.asks('{ viewer { displayName } }')).viewer.displayName).toBe('Bob');
});

const document = JSON.stringify({ query: '{ viewer { id } }' });
const form = 'query=%7B__typename%7D';

/** [body, headers, status, code]: what is wrong with a request before its document. */
const byRequest: Record<string, [string, Record<string, string>, number]> = {
  'a form': [form, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  'a multipart form': ['--x--', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  'plain text': [document, { 'content-type': 'text/plain' }, 415],
  'a type that only begins like JSON': [document, { 'content-type': 'application/jsonp' }, 415],
  'a type of GraphQL’s own': ['{ __typename }', { 'content-type': 'application/graphql' }, 415],
  'an empty type': [document, { 'content-type': '' }, 415],
  'a batch of ten': [JSON.stringify(Array(10).fill({ query: '{ __typename }' })), {}, 400],
  'an empty batch': ['[]', {}, 400],
  'no body': ['', {}, 400],
  'half of a body': ['{"query": "{ __type', {}, 400],
  'a string': ['"{ __typename }"', {}, 400],
  'a number': ['5', {}, 400],
  null: ['null', {}, 400],
  // As GraphQL over HTTP has it for `application/json`.
  'no query': ['{"variables": {}}', {}, 200],
  'a query that is a number': ['{"query": 5}', {}, 400],
  'a query that is a list': ['{"query": ["{ __typename }"]}', {}, 400],
  'variables that are a list': ['{"query": "{ __typename }", "variables": [1]}', {}, 400],
  'variables that are text': ['{"query": "{ __typename }", "variables": "{}"}', {}, 400],
  'a parameter of no known name': ['{"query": "{ __typename }", "debug": true}', {}, 400],
  'more than a mebibyte': [JSON.stringify({ query: `{ __typename } #${'x'.repeat(1024 * 1024)}` }), {}, 413],
  'a body of a hundred thousand levels': [
    `{"query":"{ __typename }","extensions":${'['.repeat(100_000)}`,
    {},
    400,
  ],
  'two credentials': [document, { authorization: 'Bearer parley_1_2' }, 401],
};

test('each bad request gets its status and a typed refusal, and somebody else is served', async () => {
  const { ann, bob } = await world();
  const found: Record<string, unknown> = {};

  for (const [name, [body, headers]] of Object.entries(byRequest)) {
    const response = await ann.post(body, headers);
    const text = await response.text();
    expect(text, name).not.toMatch(/node_modules|\.[jt]s:\d|"data"/);
    const { message, extensions } = JSON.parse(text).errors[0];
    expect(message, name).toMatch(/^[A-Z].*/);
    found[name] = [response.status, extensions.code];
    expect((await bob.asks('{ viewer { displayName } }')).viewer.displayName, name).toBe('Bob');
  }

  const expected = Object.entries(byRequest).map(([name, [, , status]]) => [
    name,
    [status, status === 401 ? 'UNAUTHENTICATED' : 'BAD_REQUEST'],
  ]);
  expect(found).toEqual(Object.fromEntries(expected));
});

test('a query may come by GET, a mutation may not, and the explorer is there on purpose', async () => {
  const { ann, stranger } = await world();
  const get = (query: string, headers = {}) =>
    fetch(`${ann.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { ...ann.credentials(), ...headers },
    });

  const query = await get('{ viewer { displayName } }');
  const mutation = await get('mutation { updateProfile(input: { displayName: "Eve" }) { __typename } }');
  const explorer = await get('', { accept: 'text/html' });

  expect((await query.json()).data.viewer.displayName).toBe('Ann');
  expect(mutation.status).toBe(405);
  expect((await mutation.json()).errors[0].extensions.code).toBe('BAD_REQUEST');
  expect((await ann.asks('{ viewer { displayName } }')).viewer.displayName).toBe('Ann');
  expect(explorer.headers.get('content-type')).toMatch(/text\/html/);
  // The schema is no secret: it is the manual, and lies in the open repository as well.
  expect((await stranger().asks('{ __schema { queryType { name } } }')).__schema.queryType.name).toBe(
    'Query',
  );
});

test('what of an address or a head cannot be read is the asker’s mistake, and is not sent back', async () => {
  const { ann } = await world();
  const get = (more: string) =>
    fetch(`${ann.url}/graphql?query=%7B__typename%7D&${more}`, { headers: ann.credentials() });
  const post = (headers: Record<string, string>, body = '{"query":"{ __typename }"}') =>
    fetch(`${ann.url}/graphql`, { method: 'POST', headers: { ...ann.credentials(), ...headers }, body });
  const json = { 'content-type': 'application/json' };

  for (const more of ['variables=x', 'variables=%7B', 'extensions=x', 'variables=%5B1%5D']) {
    const refused = await get(more);
    expect([more, refused.status, (await refused.json()).errors[0].extensions.code]).toEqual([
      more,
      400,
      'BAD_REQUEST',
    ]);
  }
  expect((await get('variables=%7B%22a%22%3A1%7D')).status).toBe(200);
  expect(await (await post({ 'content-type': 'Application/JSON' })).json()).toEqual({
    data: { __typename: 'Query' },
  });
  expect((await post({ ...json, 'content-encoding': 'gzip' })).status).toBe(415);
  const broken = await post(
    { ...json, accept: 'application/graphql-response+json' },
    `{"query": "${'secret'.repeat(50)}`,
  );
  expect(broken.status).toBe(400);
  expect(await broken.text()).not.toContain('secret');
});

test('what is no HTTP is refused under an id, too', async () => {
  const { url } = await world();
  const { hostname, port } = new URL(url);

  const answer = await new Promise<string>((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write('nonsense\r\n\r\n'));
    socket.on('data', (data) => {
      said += data;
    });
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });

  expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*x-request-id: [\w-]{36}\r\n/);
});

test('nothing that a client asks for turns on tracing', async () => {
  const { ann } = await world();

  const response = await ann.post(
    { query: '{ __typename }', extensions: { tracing: true, debug: true } },
    { 'apollo-tracing': '1', 'x-apollo-tracing': '1', 'x-debug': '1' },
  );

  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test('a message in a million frames of one byte ends its own socket, and no other is slower for it', async () => {
  const { ann, bob } = await world();
  const raw = await RawSocket.ready(ann);
  const slowest = { ms: 0 };
  let isOver = false;
  const closed = raw.closed.then((close) => {
    isOver = true;
    return close;
  });

  for (let sent = 0; sent < 1_000_000 && !isOver; sent += 1) {
    raw.socket.send('x', { fin: sent === 999_999 });
    if (sent % 50_000 !== 0) continue;
    const askedAt = performance.now();
    await bob.asks('{ viewer { displayName } }');
    slowest.ms = Math.max(slowest.ms, performance.now() - askedAt);
  }

  expect([1008, 1009, 4400]).toContain((await closed).code);
  expect(slowest.ms).toBeLessThan(10_000);
  expect(await new Person(bob.url, 'Bob', bob.cookie).asks('{ viewer { displayName } }')).toBeTruthy();
});

test('a connection that never asks is closed without a word, which a browser would take for its next answer', async () => {
  const { ann } = await world();
  const socket = connect(Number(new URL(ann.url).port), '127.0.0.1');
  let said = '';
  socket.on('data', (data) => (said += data));

  await once(socket, 'close');

  expect(said).toBe('');
}, 90_000);
