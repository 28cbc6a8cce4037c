import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Reading } from '../support/reading.ts';
import { cranked, hangsAfter, hangsBeforeHeaders, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The promises of docs/guarantees.md, by number. G1, G5 and G6 need a real kill: tests/e2e/crash.test.ts. */

test('G2: any number of sends with one key make one message and at most one upstream call', async () => {
  const { ann, upstream, replica, sql } = await world();
  const { url: other } = await replica();
  const idempotencyKey = randomUUID();
  const send = (index: number) => (index % 2 ? ann.at(other) : ann).sends('Once', { idempotencyKey });

  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => send(index)));
  const late = await ann.sends('Once', { idempotencyKey });
  await ann.follows(late.generation).end();

  expect(new Set([...all, late].map((sent) => JSON.stringify(sent))).size).toBe(1);
  expect(await sql('SELECT FROM message')).toHaveLength(2);
  expect(upstream.answers()).toHaveLength(1);
});

test('G3: a subscriber that comes back with its cursor, on any replica, sees every chunk once and one ending', async () => {
  const { ann, upstream, replica } = await world();
  const { url: other } = await replica();
  const text = Array.from({ length: 120 }, (_, index) => `word${index} `).join('');
  upstream.script(says(text, { tokensPerSecond: 150 }));
  const { generation } = await ann.sends();
  let shown = '';
  let cursor: number | null = null;
  let reading: Reading;

  for (let visit = 0; ; visit += 1) {
    reading = (visit % 2 ? ann.at(other) : ann).follows(generation, { after: cursor });
    await reading.until(
      () => reading.events.length >= 2 || reading.ended !== undefined,
      'two events or the ending',
    );
    reading.leaves();
    shown =
      reading.events[0]?.__typename === 'GenerationSnapshot' ? reading.textSoFar : shown + reading.textSoFar;
    cursor = reading.seq;
    if (reading.ended) break;
  }

  expect(shown).toBe(text);
  expect(reading.ended?.generation.message.text).toBe(text);
});

test('G3: a cursor that is out of range starts with a snapshot', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('All of it'));
  const { generation } = await ann.sends();
  await ann.follows(generation).end();

  for (const after of [-1, 1_000_000]) {
    const reading = ann.follows(generation, { after });
    await reading.end();
    expect(reading.events.map((event) => event.__typename)).toEqual([
      'GenerationSnapshot',
      'GenerationEnded',
    ]);
    expect(reading.textSoFar).toBe('All of it');
  }
});

test('G3: a finished answer can be followed after its chunks were swept away', async () => {
  const { ann, upstream, sql } = await world();
  upstream.script(says('Kept for good'));
  const { generation } = await ann.sends();
  await ann.follows(generation).end();
  await sql('DELETE FROM generation_chunk');

  const fromStart = ann.follows(generation, { after: 0 });

  expect(await fromStart.text()).toBe('Kept for good');
});

test('G4: what was shown is stored, and shown text only grows', async () => {
  const { ann, upstream, sql } = await world();
  const answer = cranked();
  upstream.script(answer);
  const { generation, reply } = await ann.sends();
  const reading = ann.follows(generation);
  let before = '';

  for (const word of ['One ', 'two ', 'three ', '👩‍👩‍👧 ', 'done.']) {
    await answer.say(word);
    const shown = await reading.shows(word);
    const [stored] = await sql<{ text: string }>(
      `SELECT string_agg(text, '' ORDER BY seq) AS text FROM generation_chunk`,
    );
    expect(stored?.text.startsWith(shown)).toBe(true);
    expect(shown.startsWith(before)).toBe(true);
    expect((await ann.reads(reply)).text.startsWith(shown)).toBe(true);
    before = shown;
  }
  await answer.ends();

  expect(await reading.text()).toBe('One two three 👩‍👩‍👧 done.');
});

test('G7: a paused owner cannot write after a takeover, and lets go of its upstream', async () => {
  const { ann, upstream, sql } = await world();
  const answer = cranked();
  upstream.script(answer);
  const { generation, reply } = await ann.sends();
  const reading = ann.follows(generation);
  await answer.say('Mine. ');
  await reading.shows('Mine. ');
  const request = await upstream.request(1);

  // What a replica does that finds the lease lapsed.
  await sql(`WITH g AS (UPDATE generation SET status = 'INTERRUPTED', epoch = epoch + 1, ended_at = now() RETURNING *)
    UPDATE message SET text = 'Mine. ' FROM g WHERE message.id = g.message_id`);
  await answer.say('Too late.');
  await request.closed;

  expect(await ann.reads(reply)).toMatchObject({ text: 'Mine. ', status: 'INTERRUPTED' });
  expect(await reading.text()).toBe('Mine. ');
});

test('G8: a stop is final within 500 ms in the same process, keeps the text and closes the upstream within 1 s', async () => {
  const { ann, upstream } = await world();
  const answer = cranked();
  upstream.script(answer);
  const { generation, reply } = await ann.sends();
  const reading = ann.follows(generation);
  await answer.say('So far');
  await reading.shows('So far');
  const request = await upstream.request(1);

  const startedAt = performance.now();
  const stopped = await ann.stops(generation);
  const ending = await reading.end();
  const finalMs = performance.now() - startedAt;
  await request.closed;

  expect(stopped.__typename).toBe('StopGenerationPayload');
  expect(ending).toMatchObject({ status: 'STOPPED', message: { text: 'So far' } });
  expect(finalMs).toBeLessThan(500);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  expect(await ann.reads(reply)).toMatchObject({ text: 'So far', status: 'STOPPED' });
  expect((await ann.stops(generation)).generation.status).toBe('STOPPED');
});

test('G8: a stop at another replica is final within 2 s', async () => {
  const { ann, upstream, replica } = await world();
  const { url: other } = await replica();
  upstream.script(hangsAfter('Half'));
  const { generation } = await ann.sends();
  const reading = ann.at(other).follows(generation);
  await reading.shows('Half');

  const startedAt = performance.now();
  await ann.at(other).stops(generation);

  expect(await reading.end()).toMatchObject({ status: 'STOPPED' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('G8: a stop before the first token ends the run', async () => {
  const { ann, upstream } = await world();
  upstream.script(hangsBeforeHeaders());
  const { generation, reply } = await ann.sends();
  const request = await upstream.request(1);

  await ann.stops(generation);
  await request.closed;

  expect(await ann.follows(generation).end()).toMatchObject({ status: 'STOPPED' });
  expect((await ann.reads(reply)).text).toBe('');
});

test('G9: a run that lasts too long ends, with its text kept', async () => {
  const { ann, upstream } = await world({ maxRunMs: 300 });
  upstream.script(hangsAfter('Still here'));
  const { generation } = await ann.sends();

  const ending = await ann.follows(generation).end();

  expect(ending).toMatchObject({ status: 'FAILED', message: { text: 'Still here' } });
  expect(ending.failureMessage).toMatch(/longer than a run may last/);
});

test('G13: a second send while the thread generates is a conflict that adds nothing', async () => {
  const { ann, upstream, sql } = await world();
  const answer = cranked();
  upstream.script(answer, says('Second answer'));
  const { conversation, generation } = await ann.sends('First');
  const question = { text: 'Second', conversationId: conversation };

  const refused = await ann.trySend(question);
  const both = await Promise.all([ann.trySend(question), ann.trySend(question)]);
  await answer.say('First answer');
  await answer.ends();
  await ann.follows(generation).end();
  const second = await ann.sends('Second', { conversationId: conversation });
  await ann.follows(second.generation).end();

  expect(refused).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
  expect(both.map((each) => each.__typename)).toEqual(['ConflictError', 'ConflictError']);
  expect(await sql('SELECT FROM message')).toHaveLength(4);
});

test('G13: of two sends at the same instant one wins and the other is a conflict', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Done'), hangsAfter('busy'));
  const { conversation, generation } = await ann.sends('First');
  await ann.follows(generation).end();

  const both = await Promise.all(
    [1, 2].map((n) => ann.trySend({ text: `${n}`, conversationId: conversation })),
  );

  expect(both.map((each) => each.__typename).sort()).toEqual(['ConflictError', 'SendMessagePayload']);
});

test('closing the tab does not stop the reply', async () => {
  const { ann, upstream } = await world();
  const answer = cranked();
  upstream.script(answer);
  const { generation, reply } = await ann.sends();
  const tab = ann.follows(generation);
  await answer.say('Before. ');
  await tab.shows('Before. ');

  tab.leaves();
  await answer.say('After.');
  await answer.ends();
  await ann.follows(generation).end();

  expect(await ann.reads(reply)).toMatchObject({ text: 'Before. After.', status: 'COMPLETED' });
});

test('the second question is answered with the whole thread before it', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Paris.'), says('Berlin.'));
  const first = await ann.sends('Capital of France?');
  await ann.follows(first.generation).end();

  const second = await ann.sends('And of Germany?', { conversationId: first.conversation });
  await ann.follows(second.generation).end();

  expect((await upstream.request(2)).body.messages).toEqual([
    { role: 'user', content: 'Capital of France?' },
    { role: 'assistant', content: 'Paris.' },
    { role: 'user', content: 'And of Germany?' },
  ]);
});
