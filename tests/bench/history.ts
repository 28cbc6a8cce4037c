/**
 * What a page of a thread and of the sidebar costs, through HTTP and GraphQL, as the history behind it grows. The last
 * column compares with the smallest history of the same run: flat means 1. The baseline is a read by primary key.
 * Usage: npm run bench -- history [rounds]
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createApp } from '../../api/app.ts';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import { type Spot, spotBelow } from '../../api/message/thread.ts';
import { startEmbeddedPostgres } from '../../api/platform/embedded-postgres.ts';
import { readEnv } from '../../api/platform/env.ts';
import { createLog } from '../../api/platform/log.ts';
import { Person } from '../support/person.ts';
import { guard, printTable, quantile } from './measure.ts';

const [rounds = 60] = process.argv.slice(2).map(Number);
const sizes = [10, 1_000, 100_000];
guard(540);

const message = 'id role text siblingIds parent { id } generation { id status model { id displayName } }';
const threadQuery = (args: string) => `query ($id: ID!) {
  node(id: $id) { ... on Conversation {
    title model { id } activeLeaf { id }
    thread(${args}) { nodes { ${message} } pageInfo { hasPreviousPage startCursor hasNextPage endCursor } }
  } }
}`;
const sidebarQuery = `query ($after: String) {
  viewer { conversations(first: 30, after: $after, filter: { archived: false }) {
    nodes { id title updatedAt pinned unread activeGenerations { id } }
    pageInfo { hasNextPage endCursor }
  } }
}`;

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({
  dataFolder: folder,
  password: 'bench',
  log: createLog('error'),
  progress: () => {},
});
const app = createApp(
  readEnv({
    PORT: '0',
    DATABASE_URL: server.url,
    AUTH_SECRET: 'a secret of the benches that is long',
    LOG_LEVEL: 'error',
  }),
  {},
);
const sql = new Client({ connectionString: server.url });

/** One thread of so many messages, with the jumps that sending them one by one would have given it. */
async function makeThread(
  userId: string,
  length: number,
): Promise<{ id: string; middle: string; oldest: string }> {
  const conversation = uuid();
  await sql.query(
    `INSERT INTO conversation (id, user_id, title, model_name) VALUES ($1, $2, 'A long one', 'demo')`,
    [conversation, userId],
  );
  let lineage: Spot[] = [];
  const byId = new Map<string, Spot>();
  const spots: Spot[] = [];
  for (let depth = 0; depth < length; depth += 1) {
    const spot = spotBelow(uuid(), lineage);
    byId.set(spot.id, spot);
    spots.push(spot);
    const jump = spot.jumpId ? [byId.get(spot.jumpId)!] : [];
    lineage = [spot, ...jump];
  }
  for (let from = 0; from < length; from += 5_000) {
    const part = spots.slice(from, from + 5_000);
    await sql.query(
      `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, jump_id, jump_depth, role, text)
       SELECT id, $1, $2, parent, depth, jump, jump_depth,
         CASE WHEN depth % 2 = 0 THEN 'USER' ELSE 'ASSISTANT' END::message_role, 'Message ' || depth || repeat(' and so on', 40)
       FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::int[]) AS t(id, parent, depth, jump, jump_depth)`,
      [
        conversation,
        userId,
        part.map(({ id }) => id),
        part.map(({ depth }) => spots[depth - 1]?.id ?? null),
        part.map(({ depth }) => depth),
        part.map(({ jumpId }) => jumpId),
        part.map(({ jumpDepth }) => jumpDepth),
      ],
    );
  }
  await sql.query('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [
    conversation,
    spots.at(-1)!.id,
  ]);
  const idAt = (depth: number) => encodeGlobalId('Message', spots[depth]!.id);
  return { id: encodeGlobalId('Conversation', conversation), middle: idAt(length >> 1), oldest: idAt(0) };
}

async function makeConversations(userId: string, count: number) {
  await sql.query(
    `INSERT INTO conversation (id, user_id, title, model_name, updated_at, archived)
     SELECT gen_random_uuid(), $1, 'Chat ' || n, 'demo', now() - n * interval '1 minute', n % 10 = 0
     FROM generate_series(1, $2::int) n`,
    [userId, count],
  );
}

async function timesOf(once: () => Promise<unknown>): Promise<number[]> {
  for (let n = 0; n < 15; n += 1) await once();
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const startedAt = performance.now();
    await once();
    times.push(performance.now() - startedAt);
  }
  return times;
}

try {
  const { url } = await app.start();
  await sql.connect();
  const people: { size: number; person: Person; thread: Awaited<ReturnType<typeof makeThread>> }[] = [];
  // Filled past the triggers: a hundred thousand events in one transaction are nobody's life.
  await sql.query('SET session_replication_role = replica');
  for (const size of sizes) {
    const person = await Person.signUp(url, `Bench${size}`);
    const { rows } = await sql.query<{ id: string }>('SELECT id FROM "user" WHERE name = $1', [person.name]);
    const userId = rows[0]!.id;
    await makeConversations(userId, size);
    people.push({ size, person, thread: await makeThread(userId, size) });
  }
  await sql.query('VACUUM ANALYZE');
  const [first] = people;
  const byKey = await timesOf(() =>
    first!.person.asks('query ($id: ID!) { node(id: $id) { id } }', { id: first!.thread.id }),
  );

  const pages: Record<string, (one: (typeof people)[number]) => Promise<() => Promise<unknown>>> = {
    'thread: newest page':
      async ({ person, thread }) =>
      () =>
        person.asks(threadQuery('last: 40'), { id: thread.id }),
    'thread: around its middle':
      async ({ person, thread }) =>
      () =>
        person.asks(threadQuery(`last: 40, around: "${thread.middle}"`), { id: thread.id }),
    'thread: around its first':
      async ({ person, thread }) =>
      () =>
        person.asks(threadQuery(`last: 40, around: "${thread.oldest}"`), { id: thread.id }),
    'sidebar: first page':
      async ({ person }) =>
      () =>
        person.asks(sidebarQuery, { after: null }),
    'sidebar: a page far down': async ({ person, size }) => {
      const after = await cursorAt(person, size);
      return () => person.asks(sidebarQuery, { after });
    },
  };
  const rows = [];
  for (const [name, prepare] of Object.entries(pages)) {
    let smallest = Number.NaN;
    for (const one of people) {
      const times = await timesOf(await prepare(one));
      const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
      if (Number.isNaN(smallest)) smallest = p50;
      rows.push({
        page: name,
        history: one.size,
        'p50 ms': p50.toFixed(1),
        'p95 ms': p95.toFixed(1),
        'p50 ÷ read by key': (p50 / quantile(byKey, 0.5)).toFixed(1),
        'p50 ÷ smallest': (p50 / smallest).toFixed(2),
      });
    }
  }
  printTable(`pages of a history; read by key ${quantile(byKey, 0.5).toFixed(1)} ms`, rows);
} finally {
  await sql.end();
  await app.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A cursor half the way down, made as the server makes them. */
async function cursorAt(person: Person, size: number): Promise<string | null> {
  const { rows } = await sql.query<{ at: Date; id: string }>(
    `SELECT c.updated_at AS at, c.id FROM conversation c JOIN "user" u ON u.id = c.user_id
     WHERE u.name = $1 ORDER BY c.updated_at DESC OFFSET $2 LIMIT 1`,
    [person.name, Math.floor(size * 0.5)],
  );
  const row = rows[0];
  return row ? Buffer.from(JSON.stringify([row.at.getTime(), row.id])).toString('base64url') : null;
}
