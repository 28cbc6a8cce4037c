import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client as Sql } from 'pg';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../../api/platform/ports.ts';
import { createDatabase } from '../support/database.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { Person } from '../support/person.ts';
import {
  copyOf,
  dataFolder,
  isAlive,
  type Program,
  postgresPid,
  removeWhenLeft,
  runProgram,
  startProgram,
  untilGone,
} from '../support/process.ts';
import {
  cranked,
  errorsMidStream,
  improvises,
  lastUserText,
  refuses,
  startUpstream,
} from '../support/upstream.ts';

/** The program as an operator meets it: starting, refusing, stopping, and coming back from what killed it. */

const authSecret = 'a secret of the tests that is long enough';
/** Nobody listens there: the demo model answers. */
const noModel = { OLLAMA_URL: 'http://127.0.0.1:9' };

const startIn = (folder: string, env: Record<string, string> = {}) =>
  startProgram({ DATA_DIR: folder, ...noModel, ...env });

/** A data folder of its own whose database is made already, for tests that are not about making it. */
let made: Promise<string> | undefined;
afterAll(async () => made && removeWhenLeft(await made));

async function madeFolder(): Promise<string> {
  made ??= makeFolder();
  return copyOf(await made);
}

async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-made-'));
  chmodSync(folder, 0o755);
  await stop(startIn(folder));
  return folder;
}

async function stop(program: Program, signal: NodeJS.Signals = 'SIGTERM') {
  await program.ready;
  program.kill(signal);
  return program.exited;
}

test('a fresh data folder starts, says what it does and where it is, and keeps its secrets to itself', async () => {
  const folder = dataFolder();

  const program = startIn(folder);
  const url = await program.ready;

  expect(program.stdout()).toMatch(
    /Parley is starting\n.*starting the database\n.*making the database\n.*applied \d+ database migrations?\nParley is ready: http:\/\/localhost:\d+\n.*\/graphql\n/,
  );
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(program.stderr()).toBe('');
});

test('a restart keeps accounts, sessions and conversations, and makes nothing anew', async () => {
  const folder = await madeFolder();
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const first = startIn(folder, { OPENAI_BASE_URL: upstream.url });
  const ann = await Person.signUp(await first.ready, 'Ann');
  const { reply, generation } = await ann.sends('Remember me');
  await ann.follows(generation).end();
  const before = await ann.reads(reply);
  await stop(first);

  const second = startIn(folder);
  const again = ann.at(await second.ready);

  expect((await again.asks('{ viewer { displayName role } }')).viewer).toEqual({
    displayName: 'Ann',
    role: 'ADMIN',
  });
  expect(await again.reads(reply)).toEqual(before);
  expect(second.stdout()).not.toMatch(/making|migration/);
});

test('a second process on the same data folder is refused at once with the holder’s pid', async () => {
  const folder = await madeFolder();
  const first = startIn(folder);
  const url = await first.ready;

  const second = await runProgram({ DATA_DIR: folder });

  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    new RegExp(`is in use by another Parley \\(pid ${first.pid}\\)\\. Stop it first\\.\n$`),
  );
  expect(second.ms).toBeLessThan(5_000);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

/** One sentence for the operator on stderr, and nothing else. */
function expectRefusal(run: Awaited<ReturnType<typeof runProgram>>, sentence: RegExp) {
  expect(run.stderr).toMatch(sentence);
  expect(run.stderr).toMatch(/^[^\n]+\n$/);
  expect(run.stderr).not.toMatch(/node_modules|\.[jt]s:\d/);
  expect(run.code).toBe(1);
}

test('a port in use is refused with a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };

  const run = await runProgram({ DATA_DIR: dataFolder(), PORT: String(port) });

  expectRefusal(run, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use: .*PORT`));
});

for (const [what, path] of Object.entries({ 'below a file': '/dev/null/x', 'a file': '/dev/null' })) {
  test(`a data folder that is ${what} is refused with a sentence`, async () => {
    const run = await runProgram({ DATA_DIR: path });

    expectRefusal(run, new RegExp(`^Cannot use the data folder ${path}: `));
  });
}

const badValues: Record<string, Record<string, string>> = {
  PORT: { PORT: 'abc' },
  LOG_LEVEL: { LOG_LEVEL: 'loud' },
  SIGNUP: { SIGNUP: 'maybe' },
  OPENAI_BASE_URL: { OPENAI_BASE_URL: 'nonsense' },
  APP_URL: { APP_URL: 'chat.example.org' },
  OLLAMA_URL: { OLLAMA_URL: 'file:///etc/passwd' },
  DATABASE_URL: { DATABASE_URL: 'mysql://me@localhost/parley', AUTH_SECRET: authSecret },
  AUTH_SECRET: { AUTH_SECRET: 'short' },
  'AUTH_SECRET is required': { DATABASE_URL: 'postgresql://me@localhost/parley' },
};

for (const [name, env] of Object.entries(badValues)) {
  test(`a bad environment value names itself: ${name}`, async () => {
    const run = await runProgram({ DATA_DIR: dataFolder(), ...env });

    expectRefusal(run, new RegExp(`(^|: )${name} `));
  });
}

test('all bad environment values are named at once', async () => {
  const run = await runProgram({ PORT: '70000', SIGNUP: 'maybe', LOG_LEVEL: 'loud' });

  expectRefusal(run, /PORT .*; SIGNUP .*; LOG_LEVEL /);
});

test('a database that nobody serves is refused within seconds', async () => {
  const url = `postgresql://me:secret@127.0.0.1:${await freePort()}/parley`;

  const run = await runProgram({ DATABASE_URL: url, AUTH_SECRET: authSecret });

  expectRefusal(run, /^Cannot use the database parley at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  expect(run.stderr).not.toContain('secret');
  expect(run.ms).toBeLessThan(6_000);
});

test('a wrong database password is refused within seconds', async () => {
  const url = new URL(inject('databaseServer'));
  url.password = 'mistaken';

  const run = await runProgram({ DATABASE_URL: url.href, AUTH_SECRET: authSecret });

  expectRefusal(run, /^Cannot use the database parley at .*: password authentication failed/);
  expect(run.stderr).not.toContain('mistaken');
  expect(run.ms).toBeLessThan(6_000);
});

test('a database that takes connections and never answers is refused within seconds', async () => {
  const { port } = new URL(inject('databaseServer'));
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(port) });
  onTestFinished(proxy.stop);
  proxy.blackhole(true);

  const run = await runProgram({
    DATABASE_URL: `postgresql://me:secret@127.0.0.1:${proxy.port}/parley`,
    AUTH_SECRET: authSecret,
  });

  expectRefusal(run, /^Cannot use the database parley at .*: it does not answer/);
  expect(run.ms).toBeLessThan(9_000);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops cleanly, the database included`, async () => {
    const folder = await madeFolder();
    const program = startIn(folder);
    await program.ready;
    const postgres = postgresPid(folder);

    const exit = await stop(program, signal);

    expect(exit).toEqual({ code: 0, signal: null });
    expect(isAlive(postgres ?? 0)).toBe(false);
    expect(postgresPid(folder)).toBeNull();
    expect(program.stderr()).toBe('');
  });
}

test('after kill -9 its database goes away by itself, and the next start works at once', async () => {
  const folder = await madeFolder();
  const first = startIn(folder);
  const ann = await Person.signUp(await first.ready, 'Ann');
  const postgres = postgresPid(folder);

  await first.dies();
  const second = startIn(folder);
  const again = ann.at(await second.ready);

  expect((await again.asks('{ viewer { displayName } }')).viewer.displayName).toBe('Ann');
  await untilGone(postgres, 0);
  await second.dies();
  await untilGone(postgresPid(folder));
});

test('G10: when its database is killed it is started again, and service is back within 5 s', async () => {
  const folder = await madeFolder();
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const answer = cranked();
  upstream.script(answer);
  const program = startIn(folder, { OPENAI_BASE_URL: upstream.url, LOG_LEVEL: 'error' });
  const ann = await Person.signUp(await program.ready, 'Ann');
  const { generation, reply } = await ann.sends();
  const reading = ann.follows(generation);
  await answer.say('Before. ');
  await reading.shows('Before. ');

  process.kill(postgresPid(folder) ?? 0, 'SIGKILL');
  await answer.say('Meanwhile. ');
  const key = randomUUID();
  const startedAt = performance.now();
  const sent = await untilSent(ann, key);
  const backMs = performance.now() - startedAt;
  await reading.shows('Meanwhile. ');
  await answer.say('First done?');
  const again = await ann.sends('Once', { idempotencyKey: key });

  expect(backMs).toBeLessThan(5_000);
  expect(again).toEqual(sent);
  expect((await ann.reads(reply)).text).toMatch(/^Before\. Meanwhile\. /);
  expect(reading.errors).toBeNull();
  expect(program.stderr()).toContain('starting it again');
});

/** Sends with one key until it is acknowledged; every refusal on the way must be an honest one. */
async function untilSent(person: Person, idempotencyKey: string) {
  for (;;) {
    const input = { text: 'Once', idempotencyKey };
    const document = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`;
    const { data, errors } = await person.graphql(document, { input });
    if (data?.sendMessage?.__typename === 'SendMessagePayload') return person.sends('Once', input);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  }
}

test('killed while it makes the database, again and again, the next start recovers', async () => {
  const folder = dataFolder();

  for (const afterMs of [0, 120, 500]) {
    const doomed = startIn(folder);
    await doomed.says('making the database');
    await delay(afterMs);
    await doomed.dies();
  }
  const program = startIn(folder);

  expect((await fetch(`${await program.ready}/readyz`)).status).toBe(200);
});

async function emptyDatabase(): Promise<{ url: string; sql: Sql }> {
  const { url, drop } = await createDatabase('empty');
  onTestFinished(drop);
  const sql = new Sql({ connectionString: url });
  sql.on('error', () => {});
  await sql.connect();
  onTestFinished(() => sql.end());
  return { url, sql };
}

for (const [how, isRolledBack] of [
  ['and its work is lost', true],
  ['and the database finishes its work', false],
] as const) {
  test(`killed in the middle of the first migration, ${how}, the next start recovers`, async () => {
    const { url, sql } = await emptyDatabase();
    const env = { DATABASE_URL: url, AUTH_SECRET: authSecret, ...noModel };
    // What the migration makes too: it waits for us in the middle of its work.
    await sql.query('BEGIN');
    await sql.query('CREATE TABLE message (id int)');
    const doomed = startProgram(env);
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
      AND query LIKE '%CREATE TYPE "user_role"%'`;
    const watcher = new Sql({ connectionString: url });
    await watcher.connect();
    onTestFinished(() => watcher.end());
    await expect.poll(async () => (await watcher.query(waiting)).rowCount, { timeout: 20_000 }).toBe(1);

    await doomed.dies();
    const second = startProgram(env);
    if (isRolledBack) await watcher.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`);
    await sql.query('ROLLBACK');
    const ann = await Person.signUp(await second.ready, 'Ann');

    expect((await ann.asks('{ viewer { role } }')).viewer.role).toBe('ADMIN');
    const third = startProgram(env);
    expect((await fetch(`${await third.ready}/readyz`)).status).toBe(200);
    expect(third.stdout()).not.toContain('migration');
  });
}

test.skipIf(process.getuid?.() !== 0)(
  'as root below a private folder the database lives below /var/lib/parley, and it says so',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-private-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect(statSync(folder).mode & 0o777).toBe(0o700);

    let cluster = '';
    onTestFinished(() => removeWhenLeft(dirname(cluster)));
    const program = startIn(folder);
    await program.says('the database lives in');
    cluster = program.stdout().match(/the database lives in (\S+)/)?.[1] ?? '';
    const ann = await Person.signUp(await program.ready, 'Ann');

    expect(cluster).toMatch(/^\/var\/lib\/parley\/[0-9a-f]+\/postgres$/);
    expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    expect((await ann.asks('{ viewer { displayName } }')).viewer.displayName).toBe('Ann');
  },
);

test('neither message text nor password, cookie or key appears in what it writes, whatever fails', async () => {
  const folder = await madeFolder();
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const apiKey = 'sk-canary-key-4711';
  const text = 'My canary sings: xylophone, "quagga"\nzyzzyva.';
  const program = startIn(folder, {
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: apiKey,
    LOG_LEVEL: 'debug',
  });
  const ann = new Person(await program.ready, 'Ann', null);
  const password = 'canary-password-4711';
  await ann.auth('/sign-up/email', { name: 'Ann', email: ann.email, password });
  await ann.at(ann.url).auth('/sign-in/email', { email: ann.email, password: `${password}-wrong` });
  const echo = (exchange: Parameters<Parameters<typeof improvises>[0]>[0]) =>
    `Bad request of ${apiKey}: ${lastUserText(exchange.request)} ${JSON.stringify(exchange.request.body.messages)}`;
  const failures = [
    improvises((exchange) => exchange.refuse(400, {}, { error: { message: echo(exchange), code: null } })),
    improvises((exchange) => exchange.refuse(400, {}, echo(exchange))),
    improvises((exchange) => exchange.refuse(200, { 'content-type': 'application/json' }, echo(exchange))),
    improvises((exchange) => errorsMidStream(text, { message: echo(exchange) }).answer(exchange)),
    improvises((exchange) => exchange.event(`{"error": ${echo(exchange)}`)),
    refuses(404, { message: text, code: text }),
  ];

  for (const failure of failures) {
    upstream.script(failure);
    const { generation } = await ann.sends(text);
    expect((await ann.follows(generation).end()).status).toBe('FAILED');
  }
  await ann.post(`{"query": "{ ${text.replaceAll(/\W/g, ' ')} }"`);
  await ann.graphql(`{ node(id: "${text.replaceAll(/\W/g, '')}") { id xylophone } }`);
  process.kill(postgresPid(folder) ?? 0, 'SIGKILL');
  await ann.graphql('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }', {
    input: { text, idempotencyKey: randomUUID() },
  });
  await program.says('starting it again');

  const written = (program.stdout() + program.stderr()).toLowerCase();
  expect(written).toContain('a generation failed');
  expect(written).toContain('400');
  for (const canary of [
    'xylophone',
    'quagga',
    'zyzzyva',
    password,
    apiKey,
    ann.cookie?.split('=')[1] ?? '',
  ]) {
    expect(canary).not.toBe('');
    expect(written).not.toContain(canary.toLowerCase());
  }
});
