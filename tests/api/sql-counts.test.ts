import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { heardStatements, type Statement } from '../support/statements.ts';
import { type World, world } from '../support/world.ts';

/** How many statements a page takes: a number that grows with the rows would make long histories slow. */

/** The reaper's clock goes on beside it; what a page asks comes from Prisma or is known by where it reads. */
const ofPages = (text: string) =>
  /"public"\.|RECURSIVE|FROM (message m|conversation c|conversation WHERE id = ANY|usage_entry|message_search)\b|g\.conversation_id = ANY|SELECT (id, )?depth|search_shelf/.test(
    text,
  );

/** Ann's one conversation of so many messages, and so many conversations beside it. */
async function fill({ sql }: World, rows: number) {
  await sql('SET session_replication_role = replica');
  for (const table of ['feedback', 'usage_entry', 'generation', 'message']) await sql(`DELETE FROM ${table}`);
  await sql('DELETE FROM conversation');
  await sql(
    `INSERT INTO conversation (id, user_id, title, model_name, updated_at)
     SELECT gen_random_uuid(), id, 'Chat ' || n, 'gpt-4.1', now() - n * interval '1 minute'
     FROM "user", generate_series(1, $1::int) n WHERE name = 'Ann'`,
    [rows],
  );
  await sql(
    `WITH c AS (SELECT id, user_id FROM conversation ORDER BY updated_at DESC LIMIT 1),
     n AS (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1::int) n),
     added AS (
       INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
       SELECT n.id, c.id, c.user_id, lag(n.id) OVER (ORDER BY n), n - 1,
         CASE WHEN n % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END::message_role, 'Message ' || n FROM n, c
       RETURNING id, depth
     )
     UPDATE conversation SET active_leaf_id = (SELECT id FROM added ORDER BY depth DESC LIMIT 1)
     FROM c WHERE conversation.id = c.id`,
    [rows],
  );
  await sql(`
    INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, ended_at)
    SELECT gen_random_uuid(), conversation_id, id, user_id, 'gpt-4.1', 'COMPLETED', now() FROM message WHERE role = 'ASSISTANT'`);
  await sql(
    `INSERT INTO feedback (message_id, user_id, rating) SELECT id, user_id, 'UP' FROM message WHERE role = 'ASSISTANT'`,
  );
  await sql(`
    INSERT INTO usage_entry (id, user_id, conversation_id, generation_id, purpose, model_name, input_tokens, cached_input_tokens, output_tokens)
    SELECT gen_random_uuid(), c.user_id, c.id, g.id, 'ANSWER', 'gpt-4.1', 9, 0, 9
    FROM conversation c LEFT JOIN generation g ON g.conversation_id = c.id`);
}

const sidebar = `{ viewer { conversations(first: 40, filter: { archived: false }) {
  nodes { id title updatedAt pinned unread project { id name } activeGenerations { id } } pageInfo { endCursor }
} } }`;

const thread = (args: string) => `query ($id: ID!) { node(id: $id) { ... on Conversation {
  title thread(${args}) { nodes {
    id text siblingIds siblingIndex parent { id } feedback { rating }
    generation { id status usage { outputTokens } model { displayName } }
  } }
} } }`;

async function statements(
  texts: Statement[],
  person: Person,
  document: string,
  variables = {},
): Promise<number> {
  await person.asks(document, variables);
  texts.length = 0;
  await person.asks(document, variables);
  return texts.length;
}

test('a page of the sidebar and one of a thread take as many statements for forty rows as for five', async () => {
  const here = await world();
  const { ann } = here;
  const texts = heardStatements(ofPages);
  const counts: number[][] = [];

  for (const rows of [5, 40]) {
    await fill(here, rows);
    const id = (await ann.asks('{ viewer { conversations(first: 1) { nodes { id } } } }')).viewer
      .conversations.nodes[0].id;
    counts.push([
      await statements(texts, ann, sidebar),
      await statements(texts, ann, thread('last: 40'), { id }),
    ]);
  }

  expect(counts[1]).toEqual(counts[0]);
  // Authentication is not among them, nor is what is spent of a limit; the rest is one per table that the page shows.
  expect(counts[0]).toEqual([2, 2]);
});

test('a session or token is looked up once for a burst of requests, and again a second later', async () => {
  const { ann } = await world();
  const program = await ann.program('READ');
  const looks = heardStatements((text) => /FROM (session|api_token) \w JOIN/.test(text));

  for (const person of [ann, program]) {
    for (const pauseMs of [1_100, 0, 0, 1_100]) {
      await delay(pauseMs);
      await person.asks('{ viewer { id } }');
    }
  }

  expect(looks).toHaveLength(4);
});

/** What else a screen asks for, by name; `id` is the chat and `message` the second message of it. */
const pages: Record<string, string> = {
  'the siblings, children, leaves and forks of a page': `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(last: 40) { nodes {
    siblings { id text } children { id } conversation { id title } parent { id parent { id } } generation { continuedFrom { id } }
  } } } } }`,
  'a permalink': `query ($id: ID!, $message: ID!) {
    node(id: $id) { ... on Conversation { title thread(around: $message, last: 40) { nodes { id text siblingIds } } } }
    message: node(id: $message) { ... on Message { leaf { id } conversation { id } } }
  }`,
  'the picture of a tree':
    'query ($id: ID!) { node(id: $id) { ... on Conversation { outline { nodes { id excerpt } } } } }',
  opinions:
    '{ viewer { feedback(first: 40) { nodes { rating message { id text conversation { id title } } } } } }',
  'the usage report': `{ viewer { usage(from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z") {
    total { inputTokens } buckets { start model { name } usage { costMicros } } conversations(first: 40) { conversation { title } usage { inputTokens } }
  } } }`,
  'how full a chat is':
    'query ($id: ID!) { node(id: $id) { ... on Conversation { context { usedTokens } usage { inputTokens } } } }',
  search:
    '{ search(query: "Chat", first: 40) { edges { conversation { id title } node { ... on Message { id } ... on Conversation { id } } } } }',
};

test('whatever else a screen asks for takes as many statements for forty rows as for five', async () => {
  const here = await world();
  const { ann } = here;
  const texts = heardStatements(ofPages);
  const counts: Record<string, number>[] = [];

  for (const rows of [5, 40]) {
    await fill(here, rows);
    const [first] = (
      await ann.asks('{ viewer { conversations(first: 1) { nodes { id messages { nodes { id } } } } } }')
    ).viewer.conversations.nodes;
    const variables = { id: first.id, message: first.messages.nodes[1].id };
    const count: Record<string, number> = {};
    for (const [name, document] of Object.entries(pages)) {
      count[name] = await statements(texts, ann, document, variables);
    }
    counts.push(count);
  }

  expect(counts[1]).toEqual(counts[0]);
  expect(counts[0]).toMatchInlineSnapshot(`
    {
      "a permalink": 16,
      "how full a chat is": 3,
      "opinions": 3,
      "search": 6,
      "the picture of a tree": 2,
      "the siblings, children, leaves and forks of a page": 12,
      "the usage report": 3,
    }
  `);
});
