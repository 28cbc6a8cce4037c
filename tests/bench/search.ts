/**
 * How long a search takes over a long history of one person, through HTTP and GraphQL, beside a read by primary key
 * and a LIKE scan in the same run; then what the index adds to one insert.
 * Usage: npm run bench -- search [messages] [rounds]
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createApp } from '../../api/app.ts';
import { startEmbeddedPostgres } from '../../api/platform/embedded-postgres.ts';
import { readEnv } from '../../api/platform/env.ts';
import { createLog } from '../../api/platform/log.ts';
import { fillHistory, type History, seeded } from '../support/long-history.ts';
import { Person } from '../support/person.ts';
import { guard, printTable, quantile } from './measure.ts';

const [messages = 1_000_000, rounds = 40] = process.argv.slice(2).map(Number);
guard(540);

const document = `query ($query: String!) {
  search(query: $query, first: 20) {
    edges { excerpt node { __typename ... on Message { id role } ... on Conversation { id title } } conversation { id title } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Words of one frequency: Zipf's rank. A query takes another one each time, so that no cache answers twice. */
function kindsOf({ words, glyphs }: History): Record<string, (n: number) => string> {
  const random = seeded(11);
  const between = (from: number, to: number) => words[Math.floor(from + random() * (to - from))]!;
  const glyph = () => glyphs[Math.floor(random() * 60)]!;
  return {
    'in nearly every message': (n) => words[n % 5]!,
    'frequent (5–30 %)': () => between(10, 80),
    'middling (0.1–5 %)': () => between(300, 3_000),
    'rare (< 0.1 %)': () => between(10_000, 50_000),
    nowhere: (n) => `qwxzk${n}`,
    'two frequent words': () => `${between(10, 80)} ${between(10, 80)}`,
    'three middling words': () => `${between(200, 900)} ${between(200, 900)} ${between(200, 900)}`,
    'phrase of frequent words': () => `"${between(0, 12)} ${between(0, 12)}"`,
    'phrase of middling words': () => `"${between(100, 600)} ${between(100, 600)}"`,
    'one and not another': () => `${between(10, 80)} -${between(0, 10)}`,
    'beginning of a word': (n) => words[100 + n]!.slice(0, 3),
    'two Chinese characters': () => `${glyph()}${glyph()}`,
    'four Chinese characters': () => `${glyph()}${glyph()}${glyph()}${glyph()}`,
    'role:me, frequent': () => `role:me ${between(10, 80)}`,
    'is:pinned (0.1 %), frequent': () => `is:pinned ${between(0, 20)}`,
    'is:archived (10 %), frequent': () => `is:archived ${between(0, 20)}`,
    'before: a year ago, frequent': () => `before:${new Date().getUTCFullYear() - 1} ${between(0, 20)}`,
    'in:title': () => `in:title ${between(10, 600)}`,
    'in:title with a typo': () => `in:title ${between(3_000, 9_000)}x`,
  };
}

async function timesOf(count: number, once: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await once(n);
    times.push(performance.now() - start);
  }
  return times;
}

async function insertCosts(sql: Client, userId: string, text: string) {
  const conversation = (await sql.query('SELECT id FROM conversation LIMIT 1')).rows[0].id;
  const insert = () =>
    sql.query(
      `INSERT INTO message (id, conversation_id, user_id, depth, role, text) VALUES (uuidv7(), $1, $2, 0, 'USER', $3)`,
      [conversation, userId, text],
    );
  // A transaction each, as in life: what a commit costs belongs to the comparison.
  const withIndex = await timesOf(300, insert);
  await sql.query('ALTER TABLE message DISABLE TRIGGER index_message_added');
  const without = await timesOf(300, insert);
  await sql.query('ALTER TABLE message ENABLE TRIGGER index_message_added');
  return { withIndex, without };
}

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({
  dataFolder: folder,
  password: 'bench',
  log: createLog('error'),
  progress: () => {},
});
const env = {
  PORT: '0',
  DATABASE_URL: server.url,
  AUTH_SECRET: 'a secret of the benches that is long',
  LOG_LEVEL: 'error',
};
const app = createApp(readEnv(env), {});
const sql = new Client({ connectionString: server.url });

try {
  const { url } = await app.start();
  await sql.connect();
  const person = await Person.signUp(url, 'Bench');
  const userId = (await sql.query('SELECT id FROM "user"')).rows[0].id;
  const fillStart = performance.now();
  const history = await fillHistory(server.url, userId, messages);
  console.log(`filled ${messages} messages in ${((performance.now() - fillStart) / 1_000).toFixed(0)} s`);

  const key = (await person.asks('{ viewer { conversations(first: 1) { nodes { id } } } }')).viewer
    .conversations.nodes[0].id;
  const byKey = () => person.asks('query ($id: ID!) { node(id: $id) { id } }', { id: key });
  await timesOf(200, byKey);
  const scan = await timesOf(2, (n) =>
    sql.query('SELECT id FROM message WHERE user_id = $1 AND text LIKE $2 ORDER BY id DESC LIMIT 20', [
      userId,
      `%${history.words[20_000 + n]}%`,
    ]),
  );
  const rows = [];
  const [all, allLookups]: [number[], number[]] = [[], []];
  for (const [name, queryOf] of Object.entries(kindsOf(history))) {
    let found = 0;
    const times = await timesOf(rounds, async (n) => {
      const { search } = await person.asks(document, { query: queryOf(n) });
      found += search.edges.length;
    });
    // Beside each kind, so that both meet the same load of the machine.
    const lookups = await timesOf(rounds, byKey);
    all.push(...times);
    allLookups.push(...lookups);
    rows.push(rowOf(name, { times, lookups, hits: (found / rounds).toFixed(1) }));
  }
  rows.push(rowOf('all of them', { times: all, lookups: allLookups, hits: '' }));

  function rowOf(
    name: string,
    { times, lookups, hits }: { times: number[]; lookups: number[]; hits: string },
  ) {
    const ms = (values: number[], q: number) => quantile(values, q).toFixed(1);
    return {
      query: name,
      hits,
      'p50 ms': ms(times, 0.5),
      'p95 ms': ms(times, 0.95),
      'read by key p50': ms(lookups, 0.5),
      p95: ms(lookups, 0.95),
      'p50 ÷ read': (quantile(times, 0.5) / quantile(lookups, 0.5)).toFixed(1),
      'p95 ÷ read': (quantile(times, 0.95) / quantile(lookups, 0.95)).toFixed(1),
      'LIKE scan ÷ p50': (quantile(scan, 0.5) / quantile(times, 0.5)).toFixed(0),
    };
  }
  printTable(
    `search over ${messages} messages of one person; LIKE scan ${quantile(scan, 0.5).toFixed(0)} ms`,
    rows,
  );

  const random = seeded(13);
  const prose = Array.from({ length: 400 }, () => history.words[Math.floor(50_000 ** random()) - 1]).join(
    ' ',
  );
  const { withIndex, without } = await insertCosts(sql, userId, prose.slice(0, 2_048));
  const sizes = await sql.query(`SELECT pg_size_pretty(pg_table_size('message')) AS messages,
    pg_size_pretty(pg_table_size('message_search')) AS terms, pg_size_pretty(pg_relation_size('message_search_terms_idx')) AS index`);
  printTable('one message of 2 KB', [
    {
      insert: 'with search',
      'p50 ms': quantile(withIndex, 0.5).toFixed(2),
      'p95 ms': quantile(withIndex, 0.95).toFixed(2),
    },
    {
      insert: 'without',
      'p50 ms': quantile(without, 0.5).toFixed(2),
      'p95 ms': quantile(without, 0.95).toFixed(2),
    },
  ]);
  printTable('on disk', sizes.rows);
} finally {
  await sql.end();
  await app.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
