import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { ask, transports } from '../support/ask.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { world } from '../support/world.ts';

/** One name for a request, in its answer, in each of its errors and in the log. */

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The JSON lines that the server writes while the test runs. */
function readsLog(): Record<string, any>[] {
  const lines: Record<string, any>[] = [];
  const write = process.stderr.write.bind(process.stderr);
  vi.spyOn(process.stderr, 'write').mockImplementation((text, ...rest) => {
    const isRecord = String(text).startsWith('{"time"');
    if (isRecord) lines.push(JSON.parse(String(text)));
    return isRecord || write(text as string, ...(rest as []));
  });
  return lines;
}

const paths: Record<string, RequestInit> = {
  '/': {},
  '/nothing/here': {},
  '/assets/nothing.js': {},
  '/healthz': {},
  '/readyz': {},
  '/schema.graphql': {},
  '/graphql': { headers: { accept: 'text/html' } },
  '/graphql?query={__typename}': {},
  '/graphql?': { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } },
  '/graphql?query={viewer{id}}': { headers: { origin: 'https://evil.example' } },
  '/api/auth/get-session': {},
  '/api/auth/nothing': {},
};

test('every answer over HTTP bears the id that the client gave, or one of its own', async () => {
  const { url } = await world();
  const ids = new Set<string | null>();

  for (const [path, init] of Object.entries(paths)) {
    const given = { ...init, headers: { ...init.headers, 'x-request-id': 'job-7.retry_2' } };
    expect((await fetch(url + path, given)).headers.get('x-request-id'), path).toBe('job-7.retry_2');
    const own = (await fetch(url + path, init)).headers.get('x-request-id');
    expect(own, path).toMatch(uuid);
    ids.add(own);
  }

  expect(ids.size).toBe(Object.keys(paths).length);
});

test('an id that is not sane is replaced, and not repeated', async () => {
  const { url } = await world();

  for (const bad of ['', 'a b', 'x'.repeat(65), '<script>', 'ü', '{"a":1}', 'a,b']) {
    const response = await fetch(`${url}/healthz`, { headers: { 'x-request-id': bad } });
    expect(response.headers.get('x-request-id'), bad).toMatch(uuid);
  }
});

test('a refused upgrade bears an id, too', async () => {
  const { url } = await world();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Request-Id: mine\r\n\r\n',
  );

  const answer = String(await new Promise<Buffer>((resolve) => socket.once('data', resolve)));

  expect(answer).toMatch(/^HTTP\/1\.1 404 .*\r\nx-request-id: mine\r\n/s);
});

const failing: Record<string, [string, string]> = {
  'a syntax error': ['{', 'GRAPHQL_PARSE_FAILED'],
  'an unknown field': ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  'a missing variable': ['query ($id: ID!) { node(id: $id) { id } }', 'BAD_USER_INPUT'],
  'a bad argument': ['{ viewer { conversations(first: 0) { totalCount } } }', 'BAD_USER_INPUT'],
  'an operation that is not there': ['query A { __typename } query B { __typename }', ''],
  'too many aliases': [`{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }`, ''],
  'nobody’s stream': ['subscription { generation(id: "x") { __typename } }', 'NOT_FOUND'],
};

for (const over of transports) {
  test(`every error bears the id of its request, and the same refusal another id the next time, over ${over}`, async () => {
    const { ann } = await world();

    for (const [name, [query, code]] of Object.entries(failing)) {
      const ids = new Set<string>();
      for (const round of [1, 2, 3]) {
        const { errors = [] } = await ask(ann, over, { query });
        expect(errors, name).toHaveLength(1);
        expect(errors[0]?.extensions.requestId, `${name} ${round}`).toMatch(uuid);
        expect(errors[0]?.extensions.code, name).toMatch(code || /^[A-Z_]+$/);
        expect(Object.keys(errors[0]?.extensions ?? {}).sort(), name).toEqual(['code', 'requestId']);
        ids.add(errors[0]?.extensions.requestId);
      }
      expect(ids.size, name).toBe(3);
    }
  });

  test(`what fails unexpectedly is logged once, under the id that the client gets, over ${over}`, async () => {
    const lines = readsLog();
    const { ann, sql } = await world({ env: { LOG_LEVEL: 'error' } });
    await sql('ALTER TABLE conversation RENAME COLUMN pinned TO secret_column');

    const { errors = [] } = await ask(ann, over, { query: '{ viewer { conversations { totalCount } } }' });

    expect(errors).toHaveLength(1);
    const { requestId, code } = errors[0]!.extensions;
    expect([code, errors[0]!.message]).toEqual(['INTERNAL_SERVER_ERROR', 'Unexpected error.']);
    expect(lines.filter((line) => line.requestId === requestId)).toHaveLength(1);
    expect(lines.filter(({ message }) => message === 'a request failed unexpectedly')).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toMatch(/secret_column|pinned/);
  });
}

test('over HTTP the id of an error is the one in the header', async () => {
  const { ann } = await world();

  for (const body of [{ query: '{' }, { query: '{ nothing }' }, {}, [], 'nonsense', { query: 5 }]) {
    const response = await ann.post(body, { 'x-request-id': 'mine' });
    const { errors } = await response.json();
    expect(response.headers.get('x-request-id')).toBe('mine');
    expect(errors[0].extensions, JSON.stringify(body)).toMatchObject({ requestId: 'mine' });
  }
});

test('each operation of a socket has an id of its own', async () => {
  const { ann } = await world();
  const socket = await RawSocket.ready(ann);
  const ids = new Set<string>();

  for (const id of ['1', '2', '3']) {
    socket.subscribe(id, '{ nothing }');
    const [error] = (await socket.answer(id)) as { extensions: { requestId?: string } }[];
    ids.add(error?.extensions.requestId ?? '');
  }

  expect(ids.size).toBe(3);
});

test('Server-Timing tells how long each phase took, to a tenth of a millisecond', async () => {
  const { ann } = await world();
  const timing = async (query: string, headers = {}) =>
    (await ann.post({ query }, headers)).headers.get('server-timing');

  const ms = String.raw`\d+\.\d`;
  const all = `parse;dur=${ms}, validate;dur=${ms}, execute;dur=${ms}, total;dur=${ms}`;
  expect(await timing('{ viewer { id } }')).toMatch(new RegExp(`^${all}$`));
  expect(await timing('{ nothing }')).toMatch(
    new RegExp(`^parse;dur=${ms}, validate;dur=${ms}, total;dur=${ms}$`),
  );
  expect(await timing('{')).toMatch(/total;dur=/);
  const stream = 'subscription { generation(id: "x") { __typename } }';
  expect(await timing(stream, { accept: 'text/event-stream' })).toMatch(new RegExp(`^${all}$`));
});
