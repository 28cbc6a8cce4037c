import { Client as Sql } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../support/database.ts';
import { feedOf, latestEvent, numberOf } from '../support/feed.ts';
import { Person } from '../support/person.ts';
import { startProgram } from '../support/process.ts';
import { cranked, startUpstream } from '../support/upstream.ts';

/** Two real processes on one database: nothing is overwritten, and each tells what the other did. */

async function fleet() {
  const { url: DATABASE_URL, drop } = await createDatabase();
  onTestFinished(drop);
  const upstream = await startUpstream();
  onTestFinished(upstream.stop);
  const env = {
    DATABASE_URL,
    AUTH_SECRET: 'a secret of the tests that is long enough',
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test',
  };
  const start = () => startProgram(env);
  const programs = [start(), start()] as const;
  const [url, otherUrl] = await Promise.all(programs.map((program) => program.ready));
  const ann = await Person.signUp(url!, 'Ann');
  const sql = new Sql({ connectionString: DATABASE_URL });
  await sql.connect();
  onTestFinished(() => sql.end());
  return { a: programs[0], b: programs[1], ann, there: ann.at(otherUrl!), upstream, sql, start };
}

async function turn(person: Person, text: string, input = {}) {
  const sent = await person.sends(text, input);
  await person.follows(sent.generation).end();
  return sent;
}

async function titleOf(person: Person, id: string): Promise<string> {
  return (await person.asks(`{ node(id: "${id}") { ... on Conversation { title } } }`)).node.title;
}

const isGapless = (numbers: number[]) =>
  numbers.every((number, n) => n === 0 || number === numbers[n - 1]! + 1);

test('edits and regenerations here, stale sends there: each is a branch or a CONFLICT, and every text is kept', async () => {
  const { ann, there, sql } = await fleet();
  const { conversation: conversationId, question, reply } = await turn(ann, 'start');
  const texts: string[] = ['start'];
  const outcomes: string[] = [];

  for (let round = 0; round < 8; round += 1) {
    const tries = [
      ann.tryGrow('editMessage', { messageId: question, text: `edit ${round}` }),
      ann.tryGrow('regenerateMessage', { messageId: reply }),
      there.trySend({ conversationId, parentId: reply, text: `stale ${round}` }),
      there.trySend({ conversationId, text: `at the end ${round}` }),
      there.tryGrow('editMessage', { messageId: question, text: `other edit ${round}` }),
    ];
    const said = [`edit ${round}`, null, `stale ${round}`, `at the end ${round}`, `other edit ${round}`];
    const done = await Promise.all(tries);
    for (const [n, { __typename, code, generation }] of done.entries()) {
      outcomes.push(code ?? __typename);
      if (__typename !== 'SendMessagePayload') continue;
      if (said[n]) texts.push(said[n]);
      await there.follows(generation.id).end();
    }
  }

  expect(outcomes.filter((outcome) => !['SendMessagePayload', 'CONFLICT'].includes(outcome))).toEqual([]);
  const { rows } = await sql.query<{ text: string; role: string }>('SELECT text, role FROM message');
  expect(
    rows
      .filter(({ role }) => role === 'USER')
      .map(({ text }) => text)
      .toSorted(),
  ).toEqual(texts.toSorted());
  expect(rows.filter(({ role, text }) => role === 'ASSISTANT' && text === '')).toEqual([]);
  expect(outcomes.filter((outcome) => outcome === 'SendMessagePayload').length).toBeGreaterThan(30);
});

test('settings saved here and there at once: one of them is kept, the other is a CONFLICT', async () => {
  const { ann, there } = await fleet();
  const { conversation: conversationId } = await turn(ann, 'start');

  for (let ifRevision = 0; ifRevision < 10; ifRevision += 1) {
    const save = (who: Person, systemPrompt: string) =>
      who.does(
        'updateConversation',
        { conversationId, ifRevision, systemPrompt },
        'conversation { revision systemPrompt }',
      );
    const results = await Promise.all([save(ann, `here ${ifRevision}`), save(there, `there ${ifRevision}`)]);
    const kept = results.filter(({ conversation }) => conversation);
    expect(results.map(({ code }) => code).filter(Boolean)).toEqual(['CONFLICT']);
    const { node } = await there.asks(
      `{ node(id: "${conversationId}") { ... on Conversation { systemPrompt } } }`,
    );
    expect(node.systemPrompt).toBe(kept[0]!.conversation.systemPrompt);
  }
});

test('what is changed at one process is told at the other, in order, without a gap, and soon', async () => {
  const { ann, there } = await fleet();
  const { conversation: conversationId } = await turn(ann, 'start');
  // The model's proposal comes after the answer, and is a change like any other.
  await expect.poll(() => titleOf(ann, conversationId)).not.toBe('start');
  const feed = feedOf(there, await latestEvent(ann));
  const delays: number[] = [];

  for (let n = 0; n < 40; n += 1) {
    const title = `title ${n}`;
    const seen = feed.sees((event) => event.conversation?.title === title);
    const at = performance.now();
    await ann.does('updateConversation', { conversationId, title }, '__typename');
    await seen;
    delays.push(performance.now() - at);
  }

  const sorted = delays.toSorted((x, y) => x - y);
  const [p50, p95] = [sorted[20]!, sorted[37]!];
  process.stdout.write(
    `two-processes.test.ts: A to B, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms of ${delays.length}\n`,
  );
  expect(p95).toBeLessThan(1_000);
  expect(isGapless(feed.events.map(numberOf))).toBe(true);
  expect(
    feed.events.map((event) => event.conversation?.title).filter((title) => title?.startsWith('title')),
  ).toEqual(Array.from({ length: 40 }, (_, n) => `title ${n}`));
});

test('a process killed in mid-answer: its orphan’s ending is told elsewhere, and after a restart the feed goes on', {
  timeout: 120_000,
}, async () => {
  const { a, b, ann, there, upstream, start } = await fleet();
  const after = await latestEvent(ann);
  const feed = feedOf(there, after);
  const answer = cranked();
  upstream.script(answer);
  const sent = await ann.sends('Are you there?');
  await answer.say('Kept.');
  await there.follows(sent.generation).shows('Kept.');

  await a.dies();
  const ending = await feed.sees(
    ({ generation }) => generation?.id === sent.generation && generation.status === 'INTERRUPTED',
  );
  const cursor = ending.eventId;
  const before = feed.events.slice();
  feed.stop();
  await b.dies();
  const [again, other] = await Promise.all([start(), start()].map((program) => program.ready));
  await there
    .at(again!)
    .does('updateConversation', { conversationId: sent.conversation, title: 'Missed' }, '__typename');
  const last = await latestEvent(there.at(again!));
  const resumed = feedOf(there.at(other!), cursor);
  await resumed.sees(({ eventId }) => eventId === last);
  const replayed = feedOf(there.at(again!), after);
  await replayed.sees(({ eventId }) => eventId === last);

  const numbers = [...before, ...resumed.events].map(numberOf);
  expect(isGapless([numberOf({ eventId: after }), ...numbers])).toBe(true);
  expect(replayed.events.map(numberOf)).toEqual(numbers);
  expect(resumed.events.some(({ conversation }) => conversation?.title === 'Missed')).toBe(true);
  expect([...before, ...resumed.events].map(({ __typename }) => __typename)).not.toContain('ResyncRequired');
  expect(await there.at(other!).reads(sent.reply)).toMatchObject({ text: 'Kept.', status: 'INTERRUPTED' });
});
