import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type World, world } from '../support/world.ts';

/**
 * Whatever people do with a tree, in whatever order, it stays a tree and no text is ever lost. Ann's chats go through
 * random steps; the database is then asked in plain SQL, without the code that is being tested.
 */
const steps = [
  'send',
  'sendAt',
  'edit',
  'revise',
  'regenerate',
  'continue',
  'forkPath',
  'forkBelow',
  'show',
  'delete',
  'restore',
] as const;
type Step = { kind: (typeof steps)[number]; pick: number };

const step = fc.record({ kind: fc.constantFrom(...steps), pick: fc.nat(1_000) });

type Row = { id: string; conversation_id: string; role: string; text: string };

const idOf = (type: string, uuid: string) =>
  Buffer.concat([Buffer.from(`${type}:`), Buffer.from(uuid.replaceAll('-', ''), 'hex')]).toString(
    'base64url',
  );

async function take({ ann, sql }: World, { kind, pick }: Step, n: number): Promise<void> {
  const messages = await sql<Row>('SELECT * FROM message ORDER BY id');
  const message = messages[pick % messages.length]!;
  const conversationId = idOf('Conversation', message.conversation_id);
  const messageId = idOf('Message', message.id);
  const key = { idempotencyKey: randomUUID() };
  const follow = async (sent: Record<string, any>) => {
    // A refusal (a trashed chat, a complete answer) is as good a step as any: it must change nothing.
    if (sent.generation) await ann.follows(sent.generation.id).end();
  };
  switch (kind) {
    case 'send':
      return follow(await ann.trySend({ text: `said ${n}`, conversationId }));
    case 'sendAt':
      return follow(await ann.trySend({ text: `said ${n}`, conversationId, parentId: messageId }));
    case 'edit':
      return follow(await ann.tryGrow('editMessage', { messageId, text: `edited ${n}` }));
    case 'revise':
      return void (await ann.does(
        'reviseMessage',
        { ...key, messageId, text: `revised ${n}` },
        '__typename',
      ));
    case 'regenerate':
      return follow(await ann.tryGrow('regenerateMessage', { messageId }));
    case 'continue':
      return follow(await ann.tryGrow('continueMessage', { messageId }));
    case 'forkPath':
      return void (await ann.does(
        'forkConversation',
        { ...key, messageId, include: 'VISIBLE_PATH' },
        '__typename',
      ));
    case 'forkBelow':
      return void (await ann.does(
        'forkConversation',
        { ...key, messageId, include: 'EVERYTHING_BELOW' },
        '__typename',
      ));
    case 'show':
      return void (await ann.does(
        'updateConversation',
        { conversationId, activeMessageId: messageId },
        '__typename',
      ));
    case 'delete':
      return void (await ann.does('deleteConversation', { conversationId }, '__typename'));
    case 'restore':
      return void (await ann.does(
        'restoreConversations',
        { conversationIds: [conversationId] },
        '__typename',
      ));
  }
}

/** What is wrong with the trees, in words; nothing if all is well. */
const faultsSql = `
  WITH RECURSIVE up AS (
    SELECT id AS start, id, parent_id, depth FROM message
    UNION ALL SELECT up.start, m.id, m.parent_id, m.depth FROM up JOIN message m ON m.id = up.parent_id
  )
  SELECT 'a root that is not at depth 0' AS fault FROM message WHERE parent_id IS NULL AND depth <> 0
  UNION ALL SELECT 'a parent in another conversation' FROM message m JOIN message p ON p.id = m.parent_id
    WHERE p.conversation_id <> m.conversation_id
  UNION ALL SELECT 'a depth that is not one more than the parent’s' FROM message m JOIN message p ON p.id = m.parent_id
    WHERE m.depth <> p.depth + 1
  UNION ALL SELECT 'two of one role in a row' FROM message m JOIN message p ON p.id = m.parent_id WHERE m.role = p.role
  UNION ALL SELECT 'a child that is older than its parent' FROM message m JOIN message p ON p.id = m.parent_id WHERE m.id < p.id
  UNION ALL SELECT 'a jump that is no ancestor' FROM message m
    WHERE m.jump_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM up WHERE up.start = m.id AND up.id = m.jump_id AND up.depth = m.jump_depth AND up.id <> m.id)
  UNION ALL SELECT 'a message without a jump' FROM message WHERE parent_id IS NOT NULL AND jump_id IS NULL
  UNION ALL SELECT 'an active leaf elsewhere' FROM conversation c JOIN message m ON m.id = c.active_leaf_id
    WHERE m.conversation_id <> c.id
  UNION ALL SELECT 'an active leaf that is none' FROM conversation c
    WHERE c.active_leaf_id IS NULL OR EXISTS (SELECT FROM message m WHERE m.parent_id = c.active_leaf_id)
  UNION ALL SELECT 'an answer without its generation' FROM message m
    WHERE m.role = 'ASSISTANT' AND NOT EXISTS (SELECT FROM generation g WHERE g.message_id = m.id)
  UNION ALL SELECT 'a gap in the feed' FROM (
    SELECT seq, lag(seq, 1, 0::bigint) OVER (PARTITION BY user_id ORDER BY seq) AS before FROM viewer_event
  ) e WHERE seq <> before + 1`;

const texts = async ({ sql }: World) =>
  await sql<Row>(`SELECT m.* FROM message m LEFT JOIN generation g ON g.message_id = m.id
    WHERE g.id IS NULL OR g.ended_at IS NOT NULL`);

test('through any sequence of steps the tree stays a tree, and no text is lost or changed', async () => {
  const here = await world();
  const first = await here.ann.sends('the root');
  await here.ann.follows(first.generation).end();
  const seen = new Map<string, string>();
  let n = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (sequence) => {
      for (const each of sequence) {
        n += 1;
        await take(here, each, n);
        const now = new Map((await texts(here)).map(({ id, text }) => [id, text]));
        for (const [id, text] of seen) expect(now.get(id)).toBe(text);
        for (const [id, text] of now) seen.set(id, text);
      }
      expect(await here.sql(faultsSql)).toEqual([]);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

test('every page of every thread is the path that walking up parent by parent finds', async () => {
  const here = await world();
  const { ann, sql } = here;
  const first = await ann.sends('the root');
  await ann.follows(first.generation).end();
  for (let n = 1; n < 12; n += 1) {
    const sent = await ann.sends(`said ${n}`, { conversationId: first.conversation });
    await ann.follows(sent.generation).end();
    if (n % 4 === 0) {
      const edited = await ann.grows('editMessage', { messageId: sent.question, text: `edited ${n}` });
      await ann.follows(edited.generation).end();
    }
  }
  const paths = await sql<{ leaf: string; path: string[] }>(`
    WITH RECURSIVE up AS (
      SELECT id AS leaf, id, parent_id, depth FROM message
      UNION ALL SELECT up.leaf, m.id, m.parent_id, m.depth FROM up JOIN message m ON m.id = up.parent_id
    ) SELECT leaf, array_agg(id::text ORDER BY depth) AS path FROM up GROUP BY leaf`);

  for (const { leaf, path } of paths) {
    for (const args of [
      'last: 5',
      'first: 4',
      `last: 3, around: "${idOf('Message', path[path.length >> 1]!)}"`,
    ]) {
      const data = await ann.asks(
        `query($id: ID!, $leaf: ID) { node(id: $id) { ... on Conversation {
          thread(leafId: $leaf, ${args}) { nodes { id } totalCount pageInfo { hasPreviousPage hasNextPage } }
        } } }`,
        { id: first.conversation, leaf: idOf('Message', leaf) },
      );
      const { nodes, totalCount, pageInfo } = data.node.thread;
      const ids = path.map((id) => idOf('Message', id));
      const at = ids.indexOf(nodes[0].id);
      expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(at, at + nodes.length));
      expect(totalCount).toBe(ids.length);
      expect(pageInfo).toEqual({ hasPreviousPage: at > 0, hasNextPage: at + nodes.length < ids.length });
    }
  }
});

test('a page among more branches than it is read with at once is the same path, with all its siblings', async () => {
  const { ann, sql } = await world();
  const first = await ann.sends('the root');
  await ann.follows(first.generation).end();
  // Fifty versions of each of four messages, each below the last version of the one before it.
  for (let depth = 2; depth < 6; depth += 1) {
    await sql(
      `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
       SELECT gen_random_uuid(), conversation_id, user_id, id, $1, CASE $1 % 2 WHEN 0 THEN 'USER' ELSE 'ASSISTANT' END::message_role, 'version ' || n
       FROM (SELECT * FROM message WHERE depth = $1 - 1 ORDER BY id DESC LIMIT 1) m, generate_series(1, 50) n`,
      [depth],
    );
  }
  const [{ leaf, path }] = await sql<any>(`
    WITH RECURSIVE up AS (
      SELECT * FROM (SELECT id AS leaf, id, parent_id, depth FROM message WHERE depth = 5 ORDER BY id DESC LIMIT 1) l
      UNION ALL SELECT up.leaf, m.id, m.parent_id, m.depth FROM up JOIN message m ON m.id = up.parent_id
    ) SELECT leaf, array_agg(id::text ORDER BY depth) AS path FROM up GROUP BY leaf`);
  await sql('UPDATE conversation SET active_leaf_id = $1', [leaf]);
  const page = async (args: string) =>
    (
      await ann.asks(
        `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(${args}) {
          nodes { id parent { id } siblingIds siblingIndex } totalCount pageInfo { hasPreviousPage hasNextPage endCursor startCursor }
        } } } }`,
        { id: first.conversation },
      )
    ).node.thread;
  const ids = path.map((id: string) => idOf('Message', id));

  const whole = await page('last: 50');
  const newest = await page('last: 2');
  const before = await page(`last: 2, before: "${newest.pageInfo.startCursor}"`);
  const around = await page(`last: 3, around: "${ids[3]}"`);

  expect(whole.nodes.map(({ id }: any) => id)).toEqual(ids);
  expect(whole.nodes.map(({ siblingIds }: any) => siblingIds.length)).toEqual([1, 1, 50, 50, 50, 50]);
  expect(whole.nodes.map(({ parent }: any) => parent?.id ?? null)).toEqual([null, ...ids.slice(0, -1)]);
  expect(newest.nodes).toEqual(whole.nodes.slice(4));
  expect(before.nodes).toEqual(whole.nodes.slice(2, 4));
  expect(around.nodes).toEqual(whole.nodes.slice(2, 5));
  expect(newest.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  expect(before.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
  expect([newest.totalCount, before.totalCount]).toEqual([6, 6]);
});
