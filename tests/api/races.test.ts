import { randomInt, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { feedOf, latestEvent, numberOf, numbersOnly } from '../support/feed.ts';
import type { Person } from '../support/person.ts';
import { world } from '../support/world.ts';

/** Everything at once, at two servers: no deadlock, no surprise, no lost text, no gap in the feed. */

const key = () => ({ idempotencyKey: randomUUID() });

test('whatever is done at once to the same chats is done or refused as data, and the feed has no gap', {
  timeout: 120_000,
}, async () => {
  const { ann, replica, sql } = await world({ env: { MAX_ACTIVE_ANSWERS: '1000', LOG_LEVEL: 'error' } });
  const there = ann.at((await replica()).url);
  const cursor = await latestEvent(ann);
  // A subject that vanishes in the moment of being shown is an error; the numbers must be whole all the same.
  const feed = feedOf(there, cursor, numbersOnly);
  const starts = await Promise.all([1, 2, 3].map((n) => ann.sends(`start ${n}`)));
  await Promise.all(starts.map(({ generation }) => ann.follows(generation).end()));
  const project = (await ann.does('createProject', { name: 'P' }, 'project { id }')).project.id;
  const ids = starts.map(({ conversation }) => conversation);
  const kept: string[] = [];
  const outcomes: string[] = [];

  const deeds: ((who: Person, n: number) => Promise<Record<string, any>>)[] = [
    (who) => who.does('deleteConversations', { conversationIds: ids }, '__typename'),
    (who) => who.does('deleteConversations', { conversationIds: ids.toReversed() }, '__typename'),
    (who) => who.does('restoreConversations', { conversationIds: ids }, '__typename'),
    (who) => who.does('restoreConversations', { conversationIds: ids.toReversed() }, '__typename'),
    (who) => who.does('moveConversations', { conversationIds: ids, projectId: project }, '__typename'),
    (who) => who.does('deleteProject', { projectId: project }, '__typename'),
    (who) => who.does('restoreProject', { projectId: project }, '__typename'),
    async (who, n) => {
      const text = `said ${n}`;
      const sent = await who.trySend({ conversationId: ids[n % 3], text });
      if (sent.__typename === 'SendMessagePayload') kept.push(text);
      return sent;
    },
    (who, n) => who.tryGrow('regenerateMessage', { messageId: starts[n % 3]!.reply }),
    (who, n) => who.tryGrow('continueMessage', { messageId: starts[n % 3]!.reply }),
    async (who, n) => {
      const text = `said ${n}, revised`;
      const messageId = starts[n % 3]!.question;
      const revised = await who.does('reviseMessage', { ...key(), messageId, text }, '__typename');
      if (revised.__typename === 'ReviseMessagePayload') kept.push(text);
      return revised;
    },
    (who, n) =>
      who.does(
        'forkConversation',
        { ...key(), messageId: starts[n % 3]!.question, include: 'EVERYTHING_BELOW' },
        '__typename',
      ),
    (who, n) => who.does('updateConversation', { conversationId: ids[n % 3], title: `T ${n}` }, '__typename'),
    (who, n) =>
      who.does(
        'updateConversation',
        { conversationId: ids[n % 3], activeMessageId: starts[n % 3]!.question },
        '__typename',
      ),
    (who, n) => who.does('rateMessage', { messageId: starts[n % 3]!.reply, rating: 'UP' }, '__typename'),
    async (who) => {
      const sent = await who.sends('to be purged');
      return who.does(
        'deleteConversations',
        { conversationIds: [sent.conversation], permanently: true },
        '__typename',
      );
    },
  ];
  for (let round = 0; round < 25; round += 1) {
    const tries = Array.from({ length: 16 }, (_, n) => {
      const deed = deeds[randomInt(deeds.length)]!;
      return deed(n % 2 === 0 ? ann : there, round * 16 + n);
    });
    for (const { code, __typename } of await Promise.all(tries)) outcomes.push(code ?? __typename);
  }
  await ann.does('restoreConversations', { conversationIds: ids }, '__typename');
  await expect
    .poll(() => sql('SELECT 1 FROM generation WHERE ended_at IS NULL'), { timeout: 30_000 })
    .toEqual([]);

  const refused = new Set(outcomes.filter((outcome) => !outcome.endsWith('Payload')));
  expect([...refused].filter((code) => !['CONFLICT', 'NOT_FOUND'].includes(code))).toEqual([]);
  const rows = await sql<{ text: string }>(`SELECT DISTINCT text FROM message WHERE conversation_id = ANY(
    SELECT id FROM conversation WHERE forked_from_id IS NULL) AND text LIKE 'said %'`);
  expect(rows.map(({ text }) => text).toSorted()).toEqual(kept.toSorted());
  const last = await latestEvent(ann);
  await feed.sees(({ eventId }) => numberOf({ eventId }) >= Number(last.replace('event-', '')));
  expect(feed.errors).toEqual([]);
  const numbers = feed.events.map(numberOf);
  const first = Number(cursor.replace('event-', '')) + 1;
  expect(numbers).toEqual(numbers.map((_, n) => first + n));
  expect(feed.events.map(({ __typename }) => __typename)).not.toContain('ResyncRequired');
});
