import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { ask, transports } from '../support/ask.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { type World, world } from '../support/world.ts';

/** How much one credential may ask for, and how it is told. */

/** Counts are per minute of the database’s clock: a test that counts must not meet the end of one. */
const earlyInTheMinute = ({ sql }: World) =>
  sql(
    `SELECT pg_sleep(CASE WHEN s > 35 THEN 60.2 - s ELSE 0 END) FROM (SELECT extract(second FROM now())::float AS s) t`,
  );

const cheap = '{ rateLimit { limit cost remaining nodeCount resetAt } }';
const dear =
  '{ viewer { conversations(first: 100) { nodes { thread(last: 100) { nodes { id } } } } } rateLimit { cost nodeCount } }';

test('the cost counts what an operation can return, with the variables it comes with', async () => {
  const { ann } = await world();
  const query = `query ($n: Int = 30) {
    viewer { conversations(first: $n) { nodes { id thread(last: 10) { nodes { id } } } } }
    rateLimit { cost nodeCount }
  }`;
  const costOf = async (variables: object) => (await ann.asks(query, variables)).rateLimit;

  const [one, hundred, byDefault] = [await costOf({ n: 1 }), await costOf({ n: 100 }), await costOf({})];

  expect(one).toEqual({ cost: 1, nodeCount: expect.any(Number) });
  expect(hundred.nodeCount).toBeGreaterThan(1_000);
  expect(hundred.cost).toBe(Math.ceil(hundred.nodeCount / 100));
  expect(byDefault.nodeCount).toBeLessThan(hundred.nodeCount);
  expect(byDefault.nodeCount).toBeGreaterThan(one.nodeCount * 5);
});

test('whoever spends all points is told when to come back, and nobody else waits', async () => {
  const here = await world({ env: { RATE_LIMIT: '250' } });
  const program = await here.ann.program('READ');
  await earlyInTheMinute(here);
  const spend = async () => program.post({ query: dear });

  const first = await spend();
  const second = await spend();
  const third = await spend();
  const refused = (await third.json()) as any;
  // A hundred chats with a hundred messages each, the viewer and the limit.
  expect(((await first.json()) as any).data.rateLimit).toEqual({ cost: 102, nodeCount: 10102 });
  const socket = await RawSocket.ready(program);
  socket.subscribe('1', dear);
  const [onSocket] = await socket.answer('1');

  expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
  expect(Number(first.headers.get('ratelimit-limit'))).toBe(250);
  expect(Number(first.headers.get('ratelimit-remaining'))).toBeGreaterThan(
    Number(second.headers.get('ratelimit-remaining')),
  );
  expect(refused.errors[0]).toMatchObject({
    message: expect.stringMatching(/^This operation costs \d+ of 250 points a minute, and \d+ are left/),
    extensions: { code: 'RATE_LIMITED', retryAt: expect.any(String) },
  });
  const waitMs = Date.parse(refused.errors[0].extensions.retryAt) - Date.now();
  expect(waitMs).toBeGreaterThan(-1_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
  expect(Number(third.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(onSocket?.extensions).toEqual({
    requestId: expect.any(String),
    code: 'RATE_LIMITED',
    retryAt: refused.errors[0].extensions.retryAt,
  });
  expect((await here.ann.asks(cheap)).rateLimit.remaining).toBeGreaterThan(200);
  expect((await here.bob.asks(cheap)).rateLimit).toMatchObject({ limit: 250, cost: 1 });
});

test('a request in OpenAI’s protocol costs a point of the same account, and says so in the same headers', async () => {
  const here = await world({ env: { RATE_LIMIT: '103' } });
  const program = await here.ann.program('READ');
  await earlyInTheMinute(here);
  const models = () => fetch(`${here.url}/v1/models`, { headers: program.credentials() });
  const told = ({ headers }: Response) =>
    ['limit', 'remaining'].map((name) => Number(headers.get(`ratelimit-${name}`)));

  const first = await models();
  const second = await program.post({ query: dear });
  const refused = await models();

  expect([first, second, refused].map(({ status }) => status)).toEqual([200, 200, 429]);
  expect([first, second, refused].map(told)).toEqual([
    [103, 102],
    [103, 0],
    [103, 0],
  ]);
  expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(((await refused.json()) as any).error).toMatchObject({
    type: 'rate_limit_error',
    code: 'rate_limited',
  });
});

test('replicas agree on what is left, but for the blocks they hold', async () => {
  const here = await world({ env: { RATE_LIMIT: '1000' } });
  const other = here.ann.at((await here.replica({ RATE_LIMIT: '1000' })).url);
  let granted = 0;
  await earlyInTheMinute(here);
  for (let turn = 0; turn < 30; turn += 1) {
    const response = await (turn % 2 ? other : here.ann).post({ query: dear });
    if (response.status === 200) granted += ((await response.json()) as any).data.rateLimit.cost;
  }

  expect(granted).toBeLessThanOrEqual(1_000);
  expect(granted).toBeGreaterThan(800);
});

test('more than the largest path is refused before anything is read', async () => {
  const { ann } = await world();
  const wide = `query ($n: Int!) {
    viewer { conversations(first: $n) { nodes { messages(first: $n) { nodes { siblings { id } } } } } }
  }`;

  const { errors } = await ann.graphql(wide, { n: 100 });
  const narrow = await ann.graphql(wide, { n: 5 });

  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/could return 1000000 objects along one path, more than 50000/),
    extensions: { code: 'BAD_USER_INPUT' },
  });
  expect(narrow.errors).toBeUndefined();
});

test('fragments that spread each other twice are measured in no time', async () => {
  const { ann } = await world();
  const levels = Array.from(
    { length: 60 },
    (_, n) => `fragment F${n} on Conversation { ...F${n + 1} id ...F${n + 1} }`,
  );
  const query = `{ viewer { conversations { nodes { ...F0 } } } } ${levels.join(' ')} fragment F60 on Conversation { id }`;

  const start = performance.now();
  const response = await ann.post({ query });
  await response.text();

  expect(performance.now() - start).toBeLessThan(2_000);
});

test('a message of more versions than a list gives says so; their IDs are given', async () => {
  const { ann, sql } = await world();
  const { conversation, question, generation } = await ann.sends('Version 0');
  await ann.follows(generation).end();
  await sql(`
    INSERT INTO message (id, conversation_id, user_id, depth, role, text)
    SELECT gen_random_uuid(), conversation_id, user_id, 0, 'USER', 'Version ' || n
    FROM message, generate_series(1, 300) n WHERE parent_id IS NULL`);
  const ask = (fields: string) =>
    ann.graphql(`query ($id: ID!) { node(id: $id) { ... on Message { ${fields} } } }`, { id: question });

  const ids = await ask('siblingIds');
  const all = await ask('siblings { id }');
  const startedAt = performance.now();
  const versionsOfVersions = await ask('siblings { siblings { id } }');
  const deeper = await ask('siblings { siblings { siblings { id } } }');

  expect(ids.data!.node.siblingIds).toHaveLength(301);
  for (const { errors } of [all, versionsOfVersions])
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/more than 100 messages here: ask for `siblingIds`/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  expect(deeper.errors?.[0]?.message).toMatch(/could return 1000000 objects/);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect((await ann.graphql(`{ node(id: "${conversation}") { id } }`)).errors).toBeUndefined();
});

test('introspection costs what it can return: a tool’s is granted, many at once are not', async () => {
  const here = await world({ env: { RATE_LIMIT: '10000' } });
  await earlyInTheMinute(here);
  const whole = getIntrospectionQuery();
  const spread = `{ ${Array.from({ length: 27 }, (_, n) => `a${n}: __schema { ...S }`).join(' ')} }
    fragment S on __Schema { types { name description fields { name description args { name type { name } } type { name } } } }`;
  const circling = `{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} } '.repeat(6)} } } }`;
  const codeOf = async (query: string) =>
    (await here.stranger().graphql(query)).errors?.[0]?.extensions.code ?? null;

  expect(await codeOf(whole)).toBeNull();
  expect(await codeOf(spread)).toBe('BAD_USER_INPUT');
  expect(await codeOf(circling)).toBe('GRAPHQL_VALIDATION_FAILED');
});

test.each(transports)('what is no operation costs a point, too, over %s', async (over) => {
  const here = await world({ env: { RATE_LIMIT: '100' } });
  await earlyInTheMinute(here);
  const codes: (string | undefined)[] = [];

  for (let n = 0; n < 104; n += 1) {
    const { errors } = await ask(here.bob, over, { query: n % 2 ? '{ nope }' : 'nonsense' });
    codes.push(errors?.[0]?.extensions.code);
  }

  expect(codes.slice(0, 2)).toEqual(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
  expect(codes.slice(-4)).toEqual(Array(4).fill('RATE_LIMITED'));
  expect((await here.ann.graphql('{ __typename }')).errors).toBeUndefined();
});

test('a field that is asked for hundreds of times is refused before the two of each pair are compared', async () => {
  const { ann } = await world();

  const { errors } = await ann.graphql(`{ ${'viewer { id } '.repeat(480)} }`);
  const fair = await ann.graphql(`{ ${'viewer { id } '.repeat(50)} }`);

  expect(errors?.[0]).toMatchObject({
    message: 'This document asks for `viewer` 480 times, and 100 are allowed: ask for each field once.',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
  expect(fair.errors).toBeUndefined();
});

test('without a credential the address is counted', async () => {
  const here = await world({ env: { RATE_LIMIT: '100' } });
  const stranger = here.stranger();

  const statuses: number[] = [];
  await earlyInTheMinute(here);
  for (let n = 0; n < 110; n += 1)
    statuses.push((await stranger.post({ query: '{ server { version } }' })).status);

  expect(statuses.filter((status) => status === 200)).toHaveLength(100);
  expect(statuses.at(-1)).toBe(429);
  expect((await here.ann.post({ query: '{ server { version } }' })).status).toBe(200);
});

test('so many messages a minute are sent, whichever way, and a repeat of a key is none', async () => {
  const here = await world({ env: { MAX_MESSAGES_PER_MINUTE: '3' } });
  const { ann, sql } = here;
  await earlyInTheMinute(here);
  const sent = await ann.trySend({ idempotencyKey: 'one' });
  await ann.follows(sent.generation.id).end();
  await ann.trySend({ idempotencyKey: 'one' });
  await ann.trySend({});
  await ann.tryGrow('regenerateMessage', { messageId: sent.assistantMessage.id });
  const refused = await ann.trySend({});

  expect(refused).toMatchObject({ __typename: 'LimitError', code: 'RATE_LIMITED' });
  expect(Date.parse(refused.retryAt) - Date.now()).toBeLessThanOrEqual(60_000);
  expect(await sql('SELECT FROM generation')).toHaveLength(3);
});
