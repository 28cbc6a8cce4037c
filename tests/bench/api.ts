/**
 * The two hottest reads, the list of conversations and a page of a thread, in requests a second and p99: Parley by a
 * token, PostGraphile 5 on the same tables (without a check of who asks), and a hand-written endpoint (with one). Each
 * server is a process of its own; the rounds alternate. PostGraphile is fetched from npm into a temporary folder.
 * Usage: npm run bench -- api [seconds] [rounds]
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import { startEmbeddedPostgres } from '../../api/platform/embedded-postgres.ts';
import { createLog } from '../../api/platform/log.ts';
import { Person } from '../support/person.ts';
import { childrenOf, cpuMicros, guard, printTable, quantile, startChild } from './measure.ts';

const [seconds = 5, rounds = 3] = process.argv.slice(2).map(Number);
const atOnce = 16;
guard(540);

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
chmodSync(folder, 0o755);
const database = await startEmbeddedPostgres({
  dataFolder: folder,
  password: 'bench',
  log: createLog('error'),
  progress: () => {},
});
const root = resolve(import.meta.dirname, '../..');
const env = {
  PORT: '0',
  DATABASE_URL: database.url,
  AUTH_SECRET: 'a secret of the benches that is long',
  LOG_LEVEL: 'error',
  RATE_LIMIT: '1000000000',
};
const parley = await startChild(join(root, 'api/main.ts'), [], env, /^Parley is ready/);
const parleyUrl = parley.line.replace('Parley is ready: ', '');

/** So many conversations of a question and an answer, and in the newest a thread of two hundred messages. */
async function fill(userId: string): Promise<string> {
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query('SET session_replication_role = replica');
  await sql.query(
    `INSERT INTO conversation (id, user_id, title, model_name, updated_at)
     SELECT gen_random_uuid(), $1, 'Conversation ' || n, 'demo', now() - n * interval '1 minute' FROM generate_series(1, 2000) n`,
    [userId],
  );
  await sql.query(`
    WITH q AS (
      INSERT INTO message (id, conversation_id, user_id, depth, role, text)
      SELECT gen_random_uuid(), id, user_id, 0, 'USER', 'Some words of a message.' FROM conversation RETURNING id, conversation_id, user_id
    ), a AS (
      INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
      SELECT gen_random_uuid(), conversation_id, user_id, id, 1, 'ASSISTANT', 'Some words of a message.' FROM q
      RETURNING id, conversation_id, user_id
    )
    INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, ended_at)
    SELECT gen_random_uuid(), conversation_id, id, user_id, 'demo', 'COMPLETED', now() FROM a`);
  const id = uuid();
  await sql.query(
    `INSERT INTO conversation (id, user_id, title, model_name) VALUES ($1, $2, 'Long', 'demo')`,
    [id, userId],
  );
  let parent: string | null = null;
  for (let depth = 0; depth < 200; depth += 1) {
    const message = uuid();
    await sql.query(
      `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        message,
        id,
        userId,
        parent,
        depth,
        depth % 2 ? 'ASSISTANT' : 'USER',
        'Some words of a message. '.repeat(12),
      ],
    );
    if (depth % 2) {
      await sql.query(
        `INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, status, ended_at)
         VALUES ($1, $2, $3, $4, 'demo', 'COMPLETED', now())`,
        [uuid(), id, message, userId],
      );
    }
    parent = message;
  }
  await sql.query('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [id, parent]);
  await sql.query('ANALYZE');
  await sql.end();
  return id;
}

const ann = await Person.signUp(parleyUrl, 'Bench');
const userSql = new Client({ connectionString: database.url });
await userSql.connect();
const userId = (await userSql.query('SELECT id FROM "user"')).rows[0].id as string;
await userSql.end();
const conversation = await fill(userId);
const { token } = await ann.program('READ');
const bearer = { authorization: `Bearer ${token}` };

type Target = { name: string; url: string; pid: number; list: Load; thread: Load };
type Load = { path: string; body?: string; expects: RegExp };

const graphql = (query: string, variables: object, expects: RegExp): Load => ({
  path: '/graphql',
  body: JSON.stringify({ query, variables }),
  expects,
});

const handWritten = await startChild(
  join(import.meta.dirname, 'baselines/hand-written.ts'),
  [],
  { DATABASE_URL: database.url },
  /^ready/,
);
const ends = [parley.end, handWritten.end];
const targets: Target[] = [
  {
    name: 'hand-written pg + node:http',
    url: handWritten.line.split(' ')[1]!,
    pid: handWritten.pid,
    list: { path: '/', expects: /"hasNextPage":true/ },
    thread: { path: `/?id=${conversation}`, expects: /"hasNextPage":true/ },
  },
  {
    name: 'Parley',
    url: parleyUrl.replace('localhost', '127.0.0.1'),
    pid: parley.pid,
    list: graphql(
      `query { viewer { conversations(first: 30, filter: { archived: false }) {
        nodes { id title updatedAt pinned unread } pageInfo { hasNextPage } } } }`,
      {},
      /"hasNextPage":true/,
    ),
    thread: graphql(
      `query ($id: ID!) { node(id: $id) { ... on Conversation { thread(last: 40) {
        nodes { id role text parent { id } generation { status model { name } } } pageInfo { hasPreviousPage } } } } }`,
      { id: encodeGlobalId('Conversation', conversation) },
      /"hasPreviousPage":true/,
    ),
  },
];

try {
  const postgraphile = await startPostGraphile();
  ends.push(postgraphile.end);
  targets.splice(1, 0, {
    name: 'PostGraphile 5',
    url: postgraphile.line.split(' ')[1]!,
    pid: postgraphile.pid,
    list: graphql(
      `query ($user: UUID!) { conversations: allConversations(first: 30, orderBy: UPDATED_AT_DESC, condition: { userId: $user }) {
        nodes { rowId title updatedAt pinned unread } pageInfo { hasNextPage } } }`,
      { user: userId },
      /"hasNextPage":true/,
    ),
    thread: graphql(
      `query ($id: UUID!) { messages: allMessages(last: 40, condition: { conversationId: $id }) {
        nodes { rowId role text parentId generations: generationsByMessageId(first: 1) { nodes { status modelName } } } pageInfo { hasPreviousPage } } }`,
      { id: conversation },
      /"hasPreviousPage":true/,
    ),
  });
} catch (error) {
  console.log(`without PostGraphile: ${(error as Error).message.split('\n')[0]}`);
}

async function startPostGraphile() {
  const place = join(folder, 'postgraphile');
  execFileSync('mkdir', ['-p', place]);
  writeFileSync(join(place, 'package.json'), '{"private": true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', 'postgraphile@5.1.5', 'graphql@16.15.0'], {
    cwd: place,
    stdio: 'ignore',
    timeout: 180_000,
  });
  const environment = { DATABASE_URL: database.url, POSTGRAPHILE_FOLDER: place };
  return startChild(join(import.meta.dirname, 'baselines/postgraphile.mjs'), [], environment, /^ready/);
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

function once(url: string, { path, body, expects }: Load, isChecked: boolean): Promise<void> {
  return new Promise((done, fail) => {
    const headers = body ? { ...bearer, 'content-type': 'application/json' } : bearer;
    const sent = request(url + path, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        if (!isChecked || expects.test(String(Buffer.concat(parts)))) return done();
        fail(new Error(`${url}${path} answered ${Buffer.concat(parts).subarray(0, 400)}`));
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

type Measured = { perSecond: number; times: number[]; cpuMs: number; databaseMs: number };

const databaseCpu = () =>
  childrenOf(process.pid)
    .filter(isPostgres)
    .reduce((sum, pid) => sum + cpuMicros(pid), 0);

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

/** Sixteen askers, each asking again as soon as it is answered. */
async function load({ url, pid }: Target, what: Load): Promise<Measured> {
  for (let warm = 0; warm < 300; warm += 1) await once(url, what, warm === 0);
  const times: number[] = [];
  const [cpuBefore, databaseBefore] = [cpuMicros(pid), databaseCpu()];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const asker = async () => {
    while (performance.now() < endsAt) {
      const at = performance.now();
      await once(url, what, false);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
  const each = (micros: number) => micros / 1_000 / times.length;
  return {
    perSecond: (times.length / (performance.now() - startedAt)) * 1_000,
    times,
    cpuMs: each(cpuMicros(pid) - cpuBefore),
    databaseMs: each(databaseCpu() - databaseBefore),
  };
}

const rows: Record<string, string>[] = [];
for (const page of ['list', 'thread'] as const) {
  const best = new Map<string, Measured>();
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets) {
      const now = await load(target, target[page]);
      if (now.perSecond > (best.get(target.name)?.perSecond ?? 0)) best.set(target.name, now);
    }
  }
  const baseline = best.get('hand-written pg + node:http')!.perSecond;
  for (const [name, { perSecond, times, cpuMs, databaseMs }] of best) {
    rows.push({
      page: page === 'list' ? '30 conversations' : '40 messages of a thread',
      server: name,
      'requests/s': perSecond.toFixed(0),
      '× hand-written': (perSecond / baseline).toFixed(2),
      'CPU ms of the server': cpuMs.toFixed(2),
      'of the database': databaseMs.toFixed(2),
      'p50 ms': quantile(times, 0.5).toFixed(1),
      'p99 ms': quantile(times, 0.99).toFixed(1),
    });
  }
}
printTable(`${atOnce} at once, best of ${rounds} rounds of ${seconds} s`, rows);
agent.destroy();
for (const end of ends) await end();
await database.stop();
rmSync(folder, { recursive: true, force: true });
