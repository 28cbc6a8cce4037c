import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { followDocument, Person } from '../support/person.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { rawStream } from '../support/raw-stream.ts';
import { cranked, hangsAfter, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** API tokens: what a program shows instead of a person's session. */

const list = `{ viewer { apiTokens { totalCount nodes { id name prefix scopes createdAt lastUsedAt expiresAt } } } }`;
const make = `mutation Make($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    __typename
    ... on CreateApiTokenPayload { secret apiToken { id name prefix scopes expiresAt } }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
  }
}`;

test('a token is shown once, and only its hash is kept', async () => {
  const { ann, sql } = await world();

  const { createApiToken: made } = await ann.asks(make, { input: { name: ' My script ', scopes: ['READ'] } });
  const { viewer } = await ann.asks(list);

  expect(made.secret).toMatch(/^parley_[0-9a-f]{32}_[\w-]{43}$/);
  expect(made.apiToken).toMatchObject({ name: 'My script', scopes: ['READ'], expiresAt: null });
  expect(made.secret.startsWith(made.apiToken.prefix)).toBe(true);
  expect(viewer.apiTokens.nodes).toMatchObject([{ name: 'My script', lastUsedAt: null }]);
  expect(JSON.stringify(viewer)).not.toContain(made.secret.slice(20));
  const [row] = await sql<{ row: string; hash: string }>(
    `SELECT t::text AS row, encode(secret_hash, 'hex') AS hash FROM api_token t`,
  );
  const secret = made.secret.split('_').slice(2).join('_');
  expect(row!.row).not.toContain(secret);
  expect(row!.hash).toBe(createHash('sha256').update(secret).digest('hex'));
});

test('a program reads, sends and follows by its token over HTTP, SSE and WebSocket', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hello program'), says('Hello again'));
  const program = await ann.program('WRITE');

  const { generation } = await program.sends('Hi');
  expect(await program.follows(generation, { over: 'sse' }).text()).toBe('Hello program');
  expect(await program.follows(generation, { over: 'websocket' }).text()).toBe('Hello program');
  const inParams = ann.withToken(program.token!);
  inParams.token = null;
  const socket = await RawSocket.open(inParams);
  socket.send({ type: 'connection_init', payload: { token: program.token } });
  await socket.frame('connection_ack');
  socket.subscribe('1', '{ viewer { displayName } }');

  expect((await socket.frame('next', '1')).payload).toEqual({ data: { viewer: { displayName: 'Ann' } } });
  const { viewer } = await ann.asks(list);
  expect(Date.parse(viewer.apiTokens.nodes[0].lastUsedAt)).toBeGreaterThan(Date.now() - 120_000);
});

const wrong = {
  'of no known form': () => 'nonsense',
  'with another secret': (token: string) => `${token.slice(0, -43)}${'A'.repeat(43)}`,
  'with another id': (token: string) => token.replace(/_[0-9a-f]{32}_/, `_${'0'.repeat(32)}_`),
  'longer than it was': (token: string) => `${token}A`,
  'in capitals': (token: string) => token.toUpperCase(),
};

for (const [name, change] of Object.entries(wrong)) {
  test(`a token ${name} is refused on every transport`, async () => {
    const { ann } = await world();
    const program = await ann.program();
    const bad = ann.withToken(change(program.token!));

    const response = await bad.post({ query: '{ viewer { id } }' });
    const socket = await RawSocket.open(bad);
    socket.send({ type: 'connection_init' });

    expect(response.status).toBe(401);
    expect(((await response.json()) as any).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });
}

test('a token that has expired is refused, and its socket was closed', async () => {
  const { ann, sql } = await world();
  const program = await ann.program();
  const soon = new Date(Date.now() + 1_500);
  await sql('UPDATE api_token SET expires_at = $1', [soon]);
  const socket = await RawSocket.ready(program);

  expect((await socket.closed).code).toBe(4403);
  expect((await program.post({ query: '{ viewer { id } }' })).status).toBe(401);
});

test('a revoked token closes its sockets and streams within a second and is good for nothing', async () => {
  const here = await world();
  const { ann, upstream } = here;
  const answer = cranked();
  upstream.script(answer);
  const program = await ann.program();
  const { generation } = await program.sends('Hi');
  await answer.say('One');
  const query = followDocument
    .replace('subscription Follow($id: ID!, $after: Int, $minIntervalMs: Int)', 'subscription')
    .replace('id: $id, after: $after, minIntervalMs: $minIntervalMs', `id: "${generation}"`);
  const elsewhere = program.at((await here.replica()).url);
  const streams = [program, elsewhere].flatMap((at) => [
    rawStream(at, 'sse', query),
    rawStream(at, 'websocket', query),
  ]);
  for (const stream of streams) await stream.says('One');
  const socket = await RawSocket.ready(program);

  const start = performance.now();
  await ann.does('revokeApiToken', { apiTokenId: program.tokenId }, 'revokedApiTokenId');
  const closed = await socket.closed;
  await streams[0]!.ends();
  await streams[2]!.ends();
  const took = performance.now() - start;

  expect(closed.code).toBe(4403);
  expect(took).toBeLessThan(1_000);
  expect((await program.post({ query: '{ viewer { id } }' })).status).toBe(401);
  await answer.say('Two');
  await ann.follows(generation).shows('Two');
  expect(streams.map((stream) => stream.said().includes('Two'))).toEqual([false, false, false, false]);
});

test('a socket whose session ended while it was connecting is closed, though nobody rang', async () => {
  const { ann, sql } = await world();
  const socket = await RawSocket.ready(ann);

  await sql('DELETE FROM session');

  expect((await socket.closed).code).toBe(4403);
});

test('a token in the wrong form is refused rather than left out in silence', async () => {
  const { ann, url } = await world();
  const { token } = await ann.program();
  const statusOf = async (authorization: string) =>
    (
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{"query":"{ viewer { id } }"}',
      })
    ).status;

  expect(await statusOf(`Bearer ${token}`)).toBe(200);
  expect(await statusOf(`bearer  ${token}`)).toBe(200);
  for (const bad of [token!, 'Bearer', 'Bearer ', `Bearer ${token}x`])
    expect([bad, await statusOf(bad)]).toEqual([bad, 401]);
});

test('two credentials at once are refused, whichever they are', async () => {
  const { ann, bob } = await world();
  const program = await ann.program();
  const both = ann.withToken(program.token!);
  both.cookie = bob.cookie;

  const response = await both.post({ query: '{ viewer { id } }' });
  const socket = await RawSocket.open(program);
  socket.send({ type: 'connection_init', payload: { token: (await bob.program()).token } });

  expect(response.status).toBe(401);
  expect((await socket.closed).code).toBe(4401);
});

test('what a cookie carries is no token, also a moment after it was used', async () => {
  const { ann } = await world();
  const cookie = decodeURIComponent(ann.cookie!.slice(ann.cookie!.indexOf('=') + 1));
  await ann.asks('{ viewer { id } }');

  for (const word of [cookie, cookie.slice(0, cookie.lastIndexOf('.'))])
    expect((await ann.withToken(word).post({ query: '{ viewer { id } }' })).status).toBe(401);
});

test('a token cannot make tokens, end sessions or the account, or read either', async () => {
  const { ann, sql } = await world();
  const program = await ann.program('WRITE', 'READ', 'WEBHOOKS');
  const forbidden = [
    'mutation { createApiToken(input: { name: "x", scopes: [WRITE] }) { __typename } }',
    `mutation { revokeApiToken(input: { apiTokenId: "${program.tokenId}" }) { __typename } }`,
    'mutation { revokeOtherSessions(input: { confirm: true }) { __typename } }',
    'mutation { deleteAccount(input: { email: "ann@example.org", password: "correct horse" }) { __typename } }',
    '{ viewer { sessions { nodes { ipAddress } } } }',
    '{ viewer { apiTokens { nodes { name } } } }',
    `{ node(id: "${program.tokenId}") { ... on ApiToken { name } } }`,
  ];

  for (const query of forbidden) {
    const response = await program.post({ query });
    const { errors, data } = (await response.json()) as any;
    expect({ query, code: errors?.[0].extensions.code, data }).toEqual({
      query,
      code: 'FORBIDDEN',
      data: undefined,
    });
    expect(response.status).toBe(403);
  }
  const { node } = await program.asks('query ($id: ID!) { node(id: $id) { id } }', { id: program.tokenId });
  expect(node).toBe(null);
  expect(await sql('SELECT FROM api_token')).toHaveLength(1);
  expect(await sql('SELECT FROM session')).toHaveLength(2);
});

test('a missing scope is named with the field that needs it, and nothing is done, on any transport', async () => {
  const { ann, sql } = await world();
  const reader = await ann.program('CONVERSATIONS_READ');
  const query = 'mutation { sendMessage(input: { idempotencyKey: "k", text: "Hi" }) { __typename } }';
  const socket = await RawSocket.ready(reader);

  const { errors } = await reader.graphql(query);
  socket.subscribe('1', query);
  const [refused] = await socket.answer('1');

  for (const error of [errors?.[0], refused]) {
    expect(error?.message).toBe(
      'Mutation.sendMessage needs the scope MESSAGES_WRITE, which this token has not.',
    );
    expect(error?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(error?.extensions).not.toHaveProperty('http');
  }
  expect(await sql('SELECT FROM message')).toEqual([]);
});

test('a token that only writes is given the ids of what it wrote, and nothing to read', async () => {
  const { ann, upstream } = await world();
  upstream.script(hangsAfter('Secret'));
  const writer = await ann.program('MESSAGES_WRITE');
  const send = (payload: string) => `mutation {
    sendMessage(input: { idempotencyKey: "k", text: "Hi" }) { ... on SendMessagePayload { ${payload} } }
  }`;

  const sent = await writer.asks(send('conversation { id } generation { id } assistantMessage { id }'));
  const { generation, conversation } = sent.sendMessage;
  const stream = rawStream(
    writer,
    'websocket',
    `subscription { generation(id: "${generation.id}") { __typename } }`,
  );

  await stream.says('FORBIDDEN');
  expect((await writer.graphql(send('conversation { title }'))).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  );
  expect((await writer.asks(`{ node(id: "${conversation.id}") { id } }`)).node).toBe(null);
  expect((await writer.asks(`{ nodes(ids: ["${conversation.id}"]) { __typename } }`)).nodes).toEqual([null]);
});

test('what is wrong in the input of a new token is named at once', async () => {
  const { ann, sql } = await world();
  const past = '2020-01-01T00:00:00Z';

  const { createApiToken: nameless } = await ann.asks(make, { input: { name: ' ', scopes: ['READ'] } });
  const { createApiToken: refused } = await ann.asks(make, {
    input: { name: 'x', scopes: [], expiresAt: past },
  });

  expect(nameless.issues).toMatchObject([{ path: ['name'] }]);
  expect(refused.issues).toMatchObject([{ path: ['scopes'] }, { path: ['expiresAt'] }]);
  expect(await sql('SELECT FROM api_token')).toEqual([]);
});

test('a person has at most a hundred tokens, and nobody sees or ends another’s', async () => {
  const { ann, bob, sql } = await world();
  const program = await ann.program();
  await sql(`INSERT INTO api_token (id, user_id, name, secret_hash, scopes)
    SELECT gen_random_uuid(), user_id, 'n' || n, secret_hash, scopes FROM api_token, generate_series(1, 99) n`);

  const { createApiToken: refused } = await ann.asks(make, { input: { name: 'one more', scopes: ['READ'] } });
  const theirs = await bob.does('revokeApiToken', { apiTokenId: program.tokenId }, '__typename');
  const { node } = await bob.asks('query ($id: ID!) { node(id: $id) { id } }', { id: program.tokenId });
  const { viewer } = await ann.asks(
    '{ viewer { apiTokens(first: 30) { nodes { id } pageInfo { endCursor } } } }',
  );
  const after = viewer.apiTokens.pageInfo.endCursor;
  const next = await ann.asks(`{ viewer { apiTokens(first: 100, after: "${after}") { nodes { id } } } }`);

  expect(refused).toMatchObject({ __typename: 'LimitError', code: 'QUOTA_EXCEEDED' });
  expect([theirs.code, node]).toEqual(['NOT_FOUND', null]);
  const ids = [...viewer.apiTokens.nodes, ...next.viewer.apiTokens.nodes].map(({ id }) => id);
  expect(new Set(ids).size).toBe(100);
});

test('the ledger says what each token took, also after it is gone', async () => {
  const { ann, upstream, sql } = await world();
  upstream.script(says('One'), says('Two'));
  const program = await ann.program();
  const { generation } = await program.sends('Hi');
  await ann.follows(generation).end();
  const other = await ann.sends('Hi');
  await ann.follows(other.generation).end();
  const usage =
    'usage(from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", bucket: MONTH) { total { outputTokens } }';

  const { viewer } = await ann.asks(`{ viewer { ${usage} apiTokens { nodes { ${usage} } } } }`);
  await ann.does('revokeApiToken', { apiTokenId: program.tokenId }, '__typename');

  const [byToken] = viewer.apiTokens.nodes;
  expect(byToken.usage.total.outputTokens).toBeGreaterThan(0);
  expect(byToken.usage.total.outputTokens).toBeLessThan(viewer.usage.total.outputTokens);
  expect(await sql('SELECT FROM usage_entry WHERE api_token_id IS NOT NULL')).toHaveLength(1);
});

test('with the account go its tokens, and their sockets', async () => {
  const { bob, sql } = await world();
  const program = await bob.program();
  const socket = await RawSocket.ready(program);

  await bob.does('deleteAccount', { email: bob.email, password: 'correct horse' }, '__typename');

  expect((await socket.closed).code).toBe(4403);
  expect(await sql('SELECT FROM api_token')).toEqual([]);
  expect(program).toBeInstanceOf(Person);
});
