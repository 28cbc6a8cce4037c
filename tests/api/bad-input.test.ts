import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { refuses, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

const typename = (result: { __typename: string }) => result.__typename;

test('every problem of an input is named at once, and nothing is added', async () => {
  const { ann, sql } = await world();

  const refused = await ann.trySend({ text: ' \n\t ', idempotencyKey: '' });

  expect(refused).toMatchObject({ __typename: 'ValidationError', code: 'VALIDATION' });
  expect(refused.issues).toEqual([
    { path: ['idempotencyKey'], message: 'The key must not be empty.' },
    { path: ['text'], message: 'The message must not be empty.' },
  ]);
  expect(await sql('SELECT FROM conversation')).toEqual([]);
});

const badTexts = {
  empty: ['', /must not be empty/],
  'only white space': ['\u00a0\u2003 \n', /must not be empty/],
  'too long': ['x'.repeat(100_001), /at most 100000 characters/],
  'with a NUL': ['a\0b', /must not contain NUL/],
  'with half of a surrogate pair': ['a\ud83d', /well-formed Unicode/],
} as const;

for (const [name, [text, sentence]] of Object.entries(badTexts)) {
  test(`a text that is ${name} is refused with a sentence that says what to change`, async () => {
    const { ann } = await world();

    const refused = await ann.trySend({ text });

    expect(typename(refused)).toBe('ValidationError');
    expect(refused.issues).toMatchObject([{ path: ['text'], message: expect.stringMatching(sentence) }]);
  });
}

test('a text of exactly 100000 characters is accepted and kept as it is', async () => {
  const { ann } = await world();
  const text = `${'ü'.repeat(99_999)}.`;

  const { question } = await ann.sends(text);

  const { node } = await ann.asks('query ($id: ID!) { node(id: $id) { ... on Message { text } } }', {
    id: question,
  });
  expect(node.text).toBe(text);
});

async function foreignIds({ bob }: World) {
  const theirs = await bob.sends('Mine alone');
  await bob.follows(theirs.generation).end();
  return theirs;
}

test('unknown, malformed and foreign ids are all the same NOT_FOUND, and change nothing', async () => {
  const here = await world();
  const { ann, sql, upstream } = here;
  upstream.scriptTitles(refuses(500));
  const theirs = await foreignIds(here);
  const unknown = theirs.conversation.replace(/.{6}$/, 'AAAAAA');
  const theirRows = () =>
    sql(`SELECT c.id, c.title, c.pinned, c.updated_at, c.active_leaf_id, m.text
      FROM conversation c JOIN message m ON m.conversation_id = c.id JOIN "user" u ON u.id = c.user_id
      WHERE u.name = 'Bob' ORDER BY m.id`);
  const before = await theirRows();
  const update = `mutation ($input: UpdateConversationInput!) {
    updateConversation(input: $input) { __typename ... on UserError { code message } }
  }`;
  const remove = `mutation ($input: DeleteConversationInput!) {
    deleteConversation(input: $input) { __typename ... on UserError { code message } }
  }`;
  const messages = new Set<string>();

  for (const conversationId of [
    theirs.conversation,
    unknown,
    'nonsense',
    '',
    theirs.reply,
    'a'.repeat(5_000),
  ]) {
    const answers = [
      conversationId === '' ? null : await ann.trySend({ conversationId }),
      (await ann.asks(update, { input: { conversationId, title: 'Taken over' } })).updateConversation,
      (await ann.asks(remove, { input: { conversationId } })).deleteConversation,
    ].filter((answer) => answer !== null);
    for (const answer of answers) {
      expect(answer).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
      messages.add(answer.message);
    }
  }
  for (const generation of [theirs.generation, 'nonsense', theirs.conversation]) {
    expect(await ann.stops(generation)).toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await ann.trySend({ parentId: theirs.reply })).toMatchObject({ __typename: 'ValidationError' });
  const mine = await ann.sends();
  const attached = await ann.trySend({ conversationId: mine.conversation, parentId: theirs.reply });

  expect(attached).toMatchObject({ code: 'NOT_FOUND' });
  expect(messages.size).toBe(1);
  expect(await theirRows()).toEqual(before);
});

test('node and nodes give null for what is unknown, malformed or somebody else’s', async () => {
  const here = await world();
  const theirs = await foreignIds(here);
  const mine = await here.ann.sends();
  const ids = [
    ...Object.values(theirs),
    'nonsense',
    '',
    '%%%',
    Buffer.from('Session:x').toString('base64url'),
    mine.reply,
  ];

  const { nodes } = await here.ann.asks('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids,
  });
  const { node } = await here.ann.asks('query ($id: ID!) { node(id: $id) { id } }', {
    id: theirs.conversation,
  });
  const anonymous = await here
    .stranger()
    .asks('query ($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { id } }', { ids });

  expect(nodes).toEqual([...ids.slice(0, -1).map(() => null), { __typename: 'Message', id: mine.reply }]);
  expect(node).toBeNull();
  expect(anonymous).toEqual({ nodes: ids.map(() => null), viewer: null });
});

test('a model that is not offered is refused with the names of those that are', async () => {
  const { ann } = await world();
  const { models } = await ann.asks('{ models { id name } }');
  const foreign = Buffer.from('Model=gpt-99').toString('base64url');

  const refused = await ann.trySend({ modelId: foreign });
  const chosen = await ann.trySend({ modelId: models[1].id });

  expect(refused).toMatchObject({ __typename: 'ModelUnavailableError', code: 'MODEL_UNAVAILABLE' });
  expect(refused.message).toContain('gpt-4o-mini');
  expect(chosen.conversation.model.name).toBe(models[1].name);
});

test('the same idempotency key with another text is refused, and with the same text returns the first result', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hi'));
  const idempotencyKey = randomUUID();
  const first = await ann.sends('One', { idempotencyKey });

  const other = await ann.trySend({ text: 'Two', idempotencyKey });
  const again = await ann.sends('One', { idempotencyKey });

  expect(other).toMatchObject({ __typename: 'ValidationError', issues: [{ path: ['idempotencyKey'] }] });
  expect(again).toEqual(first);
});

test('two people may use the same idempotency key', async () => {
  const { ann, bob } = await world();

  const [hers, his] = [
    await ann.sends('A', { idempotencyKey: 'k' }),
    await bob.sends('B', { idempotencyKey: 'k' }),
  ];

  expect(hers.conversation).not.toBe(his.conversation);
});

test('a message can follow an answer only', async () => {
  const { ann } = await world();
  const { conversation, question, generation } = await ann.sends();
  await ann.follows(generation).end();

  const refused = await ann.trySend({ conversationId: conversation, parentId: question });

  expect(refused).toMatchObject({ __typename: 'ConflictError' });
});

test('page sizes out of range and foreign cursors are refused with a sentence', async () => {
  const { ann } = await world();
  await ann.sends();
  const query = `query ($first: Int, $after: String) { viewer { conversations(first: $first, after: $after) { nodes { id } } } }`;

  const answers = [
    await ann.graphql(query, { first: 0 }),
    await ann.graphql(query, { first: 101 }),
    await ann.graphql(query, { after: 'nonsense' }),
    await ann.graphql(query, { after: Buffer.from('["depth",1]').toString('base64url') }),
    await ann.graphql('{ viewer { conversations { nodes { thread(first: 1, last: 1) { totalCount } } } } }'),
  ];

  for (const { errors } of answers) {
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('an input that GraphQL itself refuses says what is wrong and shows no stack', async () => {
  const { ann } = await world();

  const response = await ann.post({ query: 'mutation { sendMessage(input: { text: 5 }) { __typename } }' });
  const text = await response.text();

  expect(JSON.parse(text).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(text).not.toMatch(/node_modules|at .*\.[jt]s/);
});

test('at the limit of answers at once a further send is refused with the time to retry', async () => {
  const { ann, sql } = await world();
  const [user] = await sql<{ id: string }>(`SELECT id FROM "user" WHERE name = 'Ann'`);
  const { conversation, generation } = await ann.sends();
  await ann.follows(generation).end();
  await sql(
    `WITH m AS (INSERT INTO message (id, conversation_id, user_id, depth, role, text)
       SELECT gen_random_uuid(), c.id, c.user_id, 0, 'ASSISTANT', '' FROM conversation c, generate_series(1, 16) RETURNING id, conversation_id)
     INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, lease_until, owner)
     SELECT gen_random_uuid(), conversation_id, id, $1, 'gpt-4.1', 'STREAMING', now() + interval '1 hour',
       (SELECT owner FROM generation LIMIT 1) FROM m`,
    [user?.id],
  );

  const refused = await ann.trySend({ conversationId: conversation });

  expect(refused).toMatchObject({ __typename: 'LimitError', code: 'RATE_LIMITED' });
  expect(Date.parse(refused.retryAt)).toBeGreaterThan(Date.now());
});
