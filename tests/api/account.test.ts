import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { fillWith } from '../support/secrets.ts';
import { cranked, echoes, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** The end of an account: all of it goes, nothing of anybody else’s does, and only its owner can do it. */

const word = 'xyzzyplover';
const goodbye = ({ email }: Person, password = 'correct horse') => ({ email, password });

const leaves = (person: Person, input: object = goodbye(person)) =>
  person.does('deleteAccount', input, 'deletedUserId');

const idOf = async ({ sql }: World, { email }: Person) =>
  (await sql<{ id: string }>('SELECT id FROM "user" WHERE email = $1', [email]))[0]!.id;

/** Tables in which a row says one of these words, in any of its columns. */
async function whereIs({ sql }: World, words: string[]): Promise<string[]> {
  const tables = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  expect(tables.length).toBeGreaterThan(15);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql(`SELECT FROM "${name}" t WHERE to_jsonb(t)::text LIKE ANY($1) LIMIT 1`, [
      words.map((each) => `%${each}%`),
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Columns that name a user. */
const ownerColumns = ({ sql }: World) =>
  sql<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'user_id' ORDER BY 1`,
  );

/** Every row that concerns others, but for what signing in and the clock change. */
async function rowsWithout({ sql }: World, userId: string): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const { table } of [...(await ownerColumns({ sql } as World)), { table: 'user' }]) {
    if (table === 'session') continue;
    const rows = await sql<{ row: string }>(
      `SELECT (to_jsonb(t) - 'lease_until')::text AS row FROM "${table}" t
       WHERE to_jsonb(t)::text NOT LIKE $1 ORDER BY 1`,
      [`%${userId}%`],
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** What it says when it has stopped changing: titles and endings are written. */
async function quiet<Value>(look: () => Promise<Value>): Promise<Value> {
  let last = '';
  const isSame = async () => {
    const before = last;
    last = JSON.stringify(await look());
    return last === before;
  };
  await expect.poll(isSame, { interval: 300, timeout: 15_000 }).toBe(true);
  return look();
}

async function elsewhere(person: Person, url = person.url): Promise<Person> {
  const other = new Person(url, person.name, null, person.email);
  await other.auth('/sign-in/email', goodbye(person));
  return other;
}

test('a deleted account leaves no row in any table, and everybody else’s as they were', async () => {
  const here = await world();
  await fillWith(here, here.ann, 'harmless');
  await fillWith(here, here.bob, word);
  const id = await idOf(here, here.bob);
  const tables = (await ownerColumns(here)).map(({ table }) => table);
  expect(tables.length).toBeGreaterThan(10);
  expect(await whereIs(here, [id])).toEqual(expect.arrayContaining(['conversation', 'usage_entry']));
  const before = await quiet(() => rowsWithout(here, id));

  const done = await leaves(here.bob);

  expect(done.__typename).toBe('DeleteAccountPayload');
  for (const table of tables) {
    expect(await here.sql(`SELECT FROM "${table}" WHERE user_id = $1`, [id]), table).toEqual([]);
  }
  expect(await whereIs(here, [id, word, here.bob.email])).toEqual([]);
  expect(await rowsWithout(here, id)).toEqual(before);
  expect(await here.bob.asks('{ viewer { id } }')).toEqual({ viewer: null });
  expect((await here.bob.auth('/sign-in/email', goodbye(here.bob))).status).toBe(401);
});

test('all its sessions, sockets and event streams end within a second, and its model is let go, at any replica', async () => {
  const here = await world();
  const { url } = await here.replica();
  const answer = cranked();
  here.upstream.script(answer);
  const { generation } = await here.bob.sends();
  await answer.say('Once');
  const far = await elsewhere(here.bob, url);
  const readings = [here.bob.follows(generation), far.follows(generation, { over: 'sse' })];
  await Promise.all(readings.map((reading) => reading.shows('Once')));
  const request = await answer.asked();

  expect((await leaves(here.bob)).__typename).toBe('DeleteAccountPayload');
  const answeredAt = Date.now();
  await Promise.all(readings.map((reading) => reading.closed()));

  expect(Date.now() - answeredAt).toBeLessThan(1_000);
  await expect.poll(() => request.closedAt, { timeout: 1_000 }).not.toBeNull();
  // Streams end with their answer, which may be before the far replica has heard of the session's end.
  const isSignedOut = async () => (await far.asks<{ viewer: unknown }>('{ viewer { id } }')).viewer === null;
  await expect.poll(isSignedOut, { timeout: answeredAt + 1_000 - Date.now() }).toBe(true);
});

test('a model that says nothing more is let go, too', async () => {
  const { bob, upstream, sql } = await world();
  const answer = cranked();
  upstream.script(answer);
  await bob.sends();
  const request = await answer.asked();

  await leaves(bob);

  await expect.poll(() => request.closedAt, { timeout: 1_000 }).not.toBeNull();
  expect(await sql('SELECT FROM generation')).toEqual([]);
});

test('a wrong password or e-mail changes nothing and says which it was; guessing is cut short', async () => {
  const here = await world();
  await here.bob.sends('Still here');
  const issues = async (input: object) => {
    const { deleteAccount } = await here.bob.asks(
      `mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) {
         __typename ... on ValidationError { issues { path message } } ... on LimitError { code retryAt }
       } }`,
      { input },
    );
    return deleteAccount;
  };

  const email = await issues({ ...goodbye(here.bob), email: 'bob@example.com' });
  const others = await issues({ email: here.bob.email, password: 'wrong wrong' });
  const long = await issues({ email: here.bob.email, password: 'x'.repeat(100_000) });
  expect(email.issues[0]).toMatchObject({ path: ['email'] });
  expect(others.issues[0]).toEqual({ path: ['password'], message: 'This is not your password.' });
  expect(long.issues[0]).toMatchObject({ path: ['password'] });
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, at) => issues({ email: here.bob.email, password: `guess ${at}` })),
  );
  expect(guesses.filter(({ __typename }) => __typename === 'ValidationError').length).toBe(4);
  expect(await issues(goodbye(here.bob))).toMatchObject({ __typename: 'LimitError', code: 'RATE_LIMITED' });

  expect((await here.bob.asks('{ viewer { conversations { totalCount } } }')).viewer.conversations).toEqual({
    totalCount: 1,
  });
  await here.sql(`UPDATE rate_limit SET last_request = last_request - 61000`);
  expect((await leaves(here.bob, { ...goodbye(here.bob), email: ' BOB@example.org ' })).__typename).toBe(
    'DeleteAccountPayload',
  );
});

test('the password of somebody else does not open it, nor is it for a stranger to ask', async () => {
  const here = await world();
  const carol = new Person(here.url, 'Carol', null);
  await carol.auth('/sign-up/email', { name: 'Carol', email: carol.email, password: 'another horse' });

  expect((await leaves(carol, goodbye(here.ann))).code).toBe('VALIDATION');
  expect((await leaves(carol)).code).toBe('VALIDATION');

  const { errors } = await here
    .stranger()
    .graphql(`mutation { deleteAccount(input: { email: "a", password: "b" }) { __typename } }`);
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await here.sql('SELECT FROM "user"')).toHaveLength(3);
});

test('the only administrator of others stays, is told what to do, and nothing is stopped', async () => {
  const here = await world();
  const answer = cranked();
  here.upstream.script(answer);
  const { generation } = await here.ann.sends();
  await answer.say('Going on');

  const refused = await leaves(here.ann);

  expect(refused).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
  expect(refused.message).toMatch(/only administrator.*docs\/operations\.md/);
  await answer.ends();
  expect(await here.ann.follows(generation).end()).toMatchObject({ status: 'COMPLETED' });

  await here.sql(`UPDATE "user" SET role = 'ADMIN' WHERE email = $1`, [here.bob.email]);
  expect((await leaves(here.ann)).__typename).toBe('DeleteAccountPayload');
});

test('of two administrators who leave at once one stays', async () => {
  const here = await world();
  await here.sql(`UPDATE "user" SET role = 'ADMIN'`);
  await here.replica();
  const carol = await Person.signUp(here.url, 'Carol');

  const results = await Promise.all([leaves(here.ann), leaves(here.bob)]);

  expect(results.map(({ __typename }) => __typename).sort()).toEqual([
    'ConflictError',
    'DeleteAccountPayload',
  ]);
  expect(await here.sql(`SELECT FROM "user" WHERE role = 'ADMIN'`)).toHaveLength(1);
  expect((await leaves(carol)).__typename).toBe('DeleteAccountPayload');
});

test('who is alone may leave; the next to sign up is the administrator, and an e-mail is free again', async () => {
  const { ann, bob, url } = await world();
  await leaves(bob);

  expect((await leaves(ann)).__typename).toBe('DeleteAccountPayload');
  const again = await Person.signUp(url, 'Bob');

  expect(
    await again.asks('{ viewer { role conversations { totalCount } usageEntries { totalCount } } }'),
  ).toEqual({
    viewer: { role: 'ADMIN', conversations: { totalCount: 0 }, usageEntries: { totalCount: 0 } },
  });
});

test('two deletions at the same instant, at two servers, are one', async () => {
  const here = await world();
  const { url } = await here.replica();
  await fillWith(here, here.bob, word);
  const id = await idOf(here, here.bob);
  const far = await elsewhere(here.bob, url);

  const results = await Promise.all([leaves(here.bob), leaves(far), leaves(here.bob), leaves(far)]);

  for (const result of results) expect(result.__typename).toBe('DeleteAccountPayload');
  expect(await whereIs(here, [id, word])).toEqual([]);
});

test('what its owner still does meanwhile neither hinders it nor stays behind', async () => {
  const here = await world();
  here.upstream.script(says('word '.repeat(200), { tokensPerSecond: 200 }));
  const { bob } = here;
  const id = await idOf(here, bob);
  const { conversation } = await bob.sends(`${word} first`);
  let isOver = false;
  const busy = Array.from({ length: 4 }, async (_, at) => {
    while (!isOver) {
      const input = at % 2 === 0 ? { conversationId: conversation } : {};
      await bob.trySend({ text: `${word} ${at}`, ...input }).catch(() => {});
      await bob
        .does('updateConversation', { conversationId: conversation, title: `${word} ${at}` }, '__typename')
        .catch(() => {});
    }
  });
  await expect.poll(() => here.sql('SELECT FROM generation')).not.toHaveLength(0);
  await delay(300);

  const done = await leaves(bob);
  isOver = true;
  await Promise.all(busy);
  await delay(300);

  expect(done.__typename).toBe('DeleteAccountPayload');
  expect(await whereIs(here, [id, word])).toEqual([]);
});

test('the answers of others go on while a long history is deleted', async () => {
  const here = await world();
  await longHistory(here, here.bob, 4_000);
  const id = await idOf(here, here.bob);
  const answer = cranked();
  here.upstream.script(echoes());
  const bobs = await here.bob.sends('One more');
  await here.bob.follows(bobs.generation).end();
  here.upstream.script(answer);
  const { generation } = await here.ann.sends();
  const reading = here.ann.follows(generation);
  await answer.say('0 ');
  await reading.shows('0 ');

  const started = Date.now();
  let isDone = false;
  const leaving = leaves(here.bob).finally(() => {
    isDone = true;
  });
  let longest = 0;
  for (let at = 1; !isDone && at < 500; at += 1) {
    const saidAt = Date.now();
    await answer.say(`${at} `);
    await reading.shows(` ${at} `);
    longest = Math.max(longest, Date.now() - saidAt);
    await delay(20);
  }
  const tookMs = Date.now() - started;

  expect((await leaving).__typename).toBe('DeleteAccountPayload');
  console.log(
    `4,000 messages deleted in ${tookMs} ms; the longest wait for a token meanwhile was ${longest} ms`,
  );
  expect(longest).toBeLessThan(1_000);
  expect(await whereIs(here, [id])).toEqual([]);
});

/** Conversations of twenty messages each, as plain as rows can be. */
async function longHistory({ sql }: World, { email }: Person, messages: number) {
  await sql('SET session_replication_role = replica');
  await sql(
    `WITH me AS (SELECT id FROM "user" WHERE email = $1),
     chats AS (
       INSERT INTO conversation (id, user_id, title, model_name)
       SELECT gen_random_uuid(), me.id, 'Chat ' || n, 'gpt-4.1' FROM me, generate_series(1, $2::int / 20) n
       RETURNING id, user_id
     )
     INSERT INTO message (id, conversation_id, user_id, depth, role, text)
     SELECT gen_random_uuid(), chats.id, user_id, n, 'USER', 'Some words about number ' || n
     FROM chats, generate_series(1, 20) n`,
    [email, messages],
  );
  await sql('SET session_replication_role = DEFAULT');
}
