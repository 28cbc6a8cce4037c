import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { type World, world } from '../support/world.ts';

/** How many statements a page takes: a number that grows with the rows would make long histories slow. */

/** Counts what this process sends to the database; the app runs in it. */
function counting() {
  const original = Client.prototype.query;
  const texts: string[] = [];
  Client.prototype.query = function (this: Client, ...args: any[]) {
    const text = typeof args[0] === 'string' ? args[0] : args[0]?.text;
    // The reaper's clock goes on beside it; what a page asks comes from Prisma or walks the tree.
    if (/"public"\.|RECURSIVE hop/.test(String(text))) texts.push(String(text));
    return (original as any).apply(this, args);
  } as typeof original;
  onTestFinished(() => {
    Client.prototype.query = original;
  });
  return texts;
}

/** Ann's one conversation of so many messages, and so many conversations beside it. */
async function fill({ sql }: World, rows: number) {
  await sql('SET session_replication_role = replica');
  await sql('DELETE FROM message');
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
  texts: string[],
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
  const texts = counting();
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
  // Authentication takes two of them; the rest is one per table that the page shows.
  expect(counts[0]).toEqual([6, 12]);
});
