import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client as Sql } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../support/database.ts';
import { Person, type Sent } from '../support/person.ts';
import { dataFolder, startProgram } from '../support/process.ts';
import type { Reading } from '../support/reading.ts';
import { recordedModel } from '../support/recorded-model.ts';
import { cranked, lastUserText, says, startUpstream, type Upstream } from '../support/upstream.ts';

/** G1, G4, G5 and G6 where they count: real processes, killed as the kernel kills. */

const final = ['COMPLETED', 'STOPPED', 'FAILED', 'INTERRUPTED'];
/** What a crash may lose, and what a busy machine may add to the measuring of it. */
const lossMs = 150;
const slackMs = 250;

async function model(): Promise<Upstream> {
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  return upstream;
}

/** A row of pseudo-random numbers below a bound, the same for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}

/** A send that was under way when the server died: acknowledged with `sent`, or still unknown. */
type Attempt = { who: Person; text: string; idempotencyKey: string; sent?: Sent; reading?: Reading };

async function attempt(each: Attempt) {
  const { who, text, idempotencyKey } = each;
  each.sent = await who.sends(text, { idempotencyKey });
  each.reading = who.follows(each.sent.generation);
}

const rounds = 10;

test(`G1, G4, G5, G6: ${rounds} kills in mid-answer lose nothing that was acknowledged or shown`, {
  timeout: 120_000,
}, async () => {
  const seed = randomInt(2 ** 31);
  process.stdout.write(`crash.test.ts: seed ${seed}\n`);
  const random = randomFrom(seed);
  const upstream = await model();
  const env = { DATA_DIR: dataFolder(), OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'sk-test' };
  let program = startProgram(env);
  let url = await program.ready;
  const people = await Promise.all(['Ann', 'Bob', 'Cy'].map((name) => Person.signUp(url, name)));
  const history: { who: Person; reply: string; text: string }[] = [];
  let worstLossMs = 0;

  for (let round = 0; round < rounds; round += 1) {
    const talk = recordedModel(100, 20 + random(200));
    upstream.script(talk);
    const attempts: Attempt[] = people.flatMap((who) =>
      [1, 2].map((nth) => ({
        who: who.at(url),
        text: `${round}-${who.name}-${nth}`,
        idempotencyKey: randomUUID(),
      })),
    );
    const sending = attempts.map((each, index) =>
      // The last one goes out just before the kill, so that its fate is open.
      delay(index === attempts.length - 1 ? 300 + random(300) : random(150)).then(() => attempt(each)),
    );
    const settled = Promise.allSettled(sending);
    await delay(300 + random(900));
    const killedAt = performance.now();
    await program.dies();
    await settled;
    upstream.script(({ body }) => says(`After the crash: ${body.messages.at(-1)?.content}`));

    program = startProgram(env);
    url = await program.ready;
    const readyAt = performance.now();
    const acknowledged = attempts.flatMap(({ who, sent }) =>
      sent ? [{ reader: who.at(url), ...sent }] : [],
    );
    await Promise.all(acknowledged.map(({ reader, generation }) => reader.follows(generation).end()));
    expect(performance.now() - readyAt).toBeLessThan(3_000);

    for (const { who, text, sent, reading, idempotencyKey } of attempts) {
      const here = who.at(url);
      // Unacknowledged it may be there or not; the same key makes it exactly one.
      const { generation, question, reply } = sent ?? (await here.sends(text, { idempotencyKey }));
      const after = here.follows(generation);
      const ending = await after.end();
      const read = await here.reads(reply);
      const asked = await here.asks('query ($id: ID!) { node(id: $id) { ... on Message { text } } }', {
        id: question,
      });

      expect(asked.node.text).toBe(text);
      expect(final).toContain(read.status);
      expect(ending).toMatchObject({ status: read.status, message: { text: read.text } });
      expect(await after.text()).toBe(read.text);
      expect(read.text.startsWith(reading?.textSoFar ?? '')).toBe(true);
      const isAnsweredAfter = read.text.startsWith('After the crash');
      if (!isAnsweredAfter) {
        expect(talk.saidBy(text, killedAt).startsWith(read.text) || read.status === 'COMPLETED').toBe(true);
        expect(read.text.startsWith(talk.saidBy(text, killedAt - lossMs - slackMs))).toBe(true);
        while (!read.text.startsWith(talk.saidBy(text, killedAt - worstLossMs))) worstLossMs += 1;
      }
      expect(
        upstream.answers().filter((request) => lastUserText(request) === text).length,
      ).toBeLessThanOrEqual(1);
      history.push({ who, reply, text: read.text });
    }
  }

  for (const { who, reply, text } of history) expect((await who.at(url).reads(reply)).text).toBe(text);
  process.stdout.write(`crash.test.ts: at most ${worstLossMs} ms of tokens were lost\n`);
});

/** Two programs on one database, as a fleet has them. */
async function fleet(size = 2) {
  const { url: DATABASE_URL, drop } = await createDatabase();
  onTestFinished(drop);
  const upstream = await model();
  const env = {
    DATABASE_URL,
    AUTH_SECRET: 'a secret of the tests that is long enough',
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test',
  };
  const answer = cranked();
  upstream.script(answer);
  const programs = Array.from({ length: size }, () => startProgram(env));
  const [url = '', otherUrl = ''] = await Promise.all(programs.map((program) => program.ready));
  const sql = new Sql({ connectionString: DATABASE_URL });
  await sql.connect();
  onTestFinished(() => sql.end());
  const ann = await Person.signUp(url, 'Ann');
  return { owner: programs[0]!, ann, there: ann.at(otherUrl), upstream, answer, sql };
}

test('G6: when the owner is killed, another process settles its answer and tells the reader there', async () => {
  const { owner, ann, there, answer, upstream } = await fleet();
  const { generation, reply } = await ann.sends();
  const reading = there.follows(generation);
  await answer.say('Kept. ');
  await reading.shows('Kept. ');

  const startedAt = performance.now();
  await owner.dies();
  const ending = await reading.end();
  const settledMs = performance.now() - startedAt;

  expect(ending).toMatchObject({ status: 'INTERRUPTED', message: { text: 'Kept. ' } });
  expect(ending.failureMessage).toMatch(/What had arrived is kept/);
  expect(reading.textSoFar).toBe('Kept. ');
  expect(await there.reads(reply)).toMatchObject({ status: 'INTERRUPTED', text: 'Kept. ' });
  expect(settledMs).toBeLessThan(10_000);
  expect(upstream.answers()).toHaveLength(1);
});

test('G6, G7: a stopped owner is taken over within 20 s, and writes nothing when it goes on', {
  timeout: 60_000,
}, async () => {
  const { owner, ann, there, answer, upstream, sql } = await fleet();
  const { generation, reply } = await ann.sends();
  const reading = there.follows(generation);
  await answer.say('Before. ');
  await reading.shows('Before. ');
  const request = await upstream.request(1);

  const startedAt = performance.now();
  owner.kill('SIGSTOP');
  await answer.say('Too late. ');
  // Settling waits for the lease of 15 s to lapse: longer than a reading's own guard allows.
  await expect
    .poll(() => reading.ended?.generation.status, { timeout: 25_000, interval: 100 })
    .toBe('INTERRUPTED');
  const takenOverMs = performance.now() - startedAt;
  const rows = 'SELECT g.*, m.text FROM generation g JOIN message m ON m.id = g.message_id';
  const before = (await sql.query(rows)).rows;
  owner.kill('SIGCONT');
  await request.closed;

  expect(takenOverMs).toBeLessThan(20_000);
  expect(await ann.reads(reply)).toMatchObject({ status: 'INTERRUPTED', text: 'Before. ' });
  expect((await sql.query(rows)).rows).toEqual(before);
  expect((await ann.sends('Still alive?')).conversation).toBeTruthy();
});

const sendDocument = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';

test('SIGTERM lets a running answer finish, refuses new sends, closes sockets with 1012 and exits 0', async () => {
  const { owner, ann, answer, sql } = await fleet(1);
  const closed = Promise.withResolvers<number>();
  ann.socket({
    onNonLazyError: () => {},
    lazy: false,
    on: { closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  const { generation } = await ann.sends();
  const reading = ann.follows(generation, { over: 'sse' });
  await answer.say('Almost ');
  await reading.shows('Almost');

  owner.kill('SIGTERM');
  await owner.says('Stopping');
  const input = { text: 'Too late', idempotencyKey: randomUUID() };
  const refused = await ann.graphql(sendDocument, { input });
  const ready = await fetch(`${ann.url}/readyz`);
  await answer.say('there.');
  await reading.shows('there.');
  await answer.ends();
  const exit = await owner.exited;

  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  expect(ready.status).toBe(503);
  expect(await closed.promise).toBe(1012);
  expect(exit).toEqual({ code: 0, signal: null });
  const { rows } = await sql.query(
    'SELECT g.status, m.text FROM generation g JOIN message m ON m.id = g.message_id',
  );
  expect(rows).toEqual([{ status: 'COMPLETED', text: 'Almost there.' }]);
});

test('a second SIGTERM does not wait for answers; the next start settles them', async () => {
  const { owner, ann, answer, there } = await fleet();
  const { generation, reply } = await ann.sends();
  const reading = there.follows(generation);
  await answer.say('Unfinished');
  await reading.shows('Unfinished');

  owner.kill('SIGTERM');
  await owner.says('Stopping');
  const startedAt = performance.now();
  owner.kill('SIGTERM');
  const exit = await owner.exited;

  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(exit.code).toBe(1);
  expect(await reading.end()).toMatchObject({ status: 'INTERRUPTED' });
  expect((await there.reads(reply)).text).toBe('Unfinished');
});
