import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { upToDate } from '../../api/feed/feed.ts';
import { openDb } from '../../api/platform/db.ts';
import { createLog } from '../../api/platform/log.ts';
import { feedOf, latestEvent, numberOf } from '../support/feed.ts';
import { world } from '../support/world.ts';

test('every change is told once, in order and without a gap', async () => {
  const { ann } = await world();
  const feed = feedOf(ann, await latestEvent(ann));

  const { conversation, generation } = await ann.sends('Hello');
  await ann.follows(generation).end();
  await feed.sees((event) => event.conversation?.title?.startsWith('About'));
  await ann.does('updateConversation', { conversationId: conversation, pinned: true }, 'conversation { id }');
  await feed.sees((event) => event.conversation?.pinned === true);
  await ann.does('deleteConversation', { conversationId: conversation }, 'deletedConversationId');
  await feed.sees(({ __typename }) => __typename === 'ConversationDeleted');
  await ann.does('restoreConversations', { conversationIds: [conversation] }, 'conversations { id }');
  const last = await feed.sees(
    (event) =>
      event.__typename === 'ConversationChanged' &&
      feed.events.indexOf(event) >
        feed.events.findIndex(({ __typename }) => __typename === 'ConversationDeleted'),
  );

  expect(feed.events.map(numberOf)).toEqual(feed.events.map((_, index) => index + 1));
  expect(
    feed.events
      .map(({ __typename }) => __typename)
      .slice(0, 4)
      .toSorted(),
  ).toEqual(['ConversationChanged', 'GenerationChanged', 'MessageAdded', 'MessageAdded']);
  expect(await latestEvent(ann)).toBe(last.eventId);
});

test('a client that was away catches up from its cursor, at another replica', async () => {
  const { ann, replica } = await world();
  const feed = feedOf(ann);
  const first = await ann.sends('one');
  await feed.sees((event) => event.generation?.status === 'COMPLETED');
  const seen = feed.events.at(-1)!;
  feed.stop();
  await ann.does(
    'updateConversation',
    { conversationId: first.conversation, title: 'While away' },
    'conversation { id }',
  );
  await ann.does('createProject', { name: 'Garden' }, 'project { id }');

  const { url } = await replica();
  const later = feedOf(ann.at(url), seen.eventId);
  await later.sees((event) => event.project?.name === 'Garden');

  expect(numberOf(later.events[0]!)).toBe(numberOf(seen) + 1);
  expect(later.events.some((event) => event.conversation?.title === 'While away')).toBe(true);
});

test('a change at one replica is told at another within 300 ms', async () => {
  const { ann, replica } = await world();
  const { conversation, generation } = await ann.sends('one');
  await ann.follows(generation).end();
  const { url } = await replica();
  const feed = feedOf(ann.at(url), await latestEvent(ann));
  // The first one finds the socket open and everything warm.
  await ann.does(
    'updateConversation',
    { conversationId: conversation, title: 'warm' },
    'conversation { id }',
  );
  await feed.sees((event) => event.conversation?.title === 'warm');

  const startedAt = performance.now();
  await ann.does(
    'updateConversation',
    { conversationId: conversation, title: 'told' },
    'conversation { id }',
  );
  await feed.sees((event) => event.conversation?.title === 'told');

  expect(performance.now() - startedAt).toBeLessThan(300 + 300);
});

test('a cursor that is too old, or from the future, is told to resync and goes on from there', async () => {
  const { ann, sql } = await world();
  const { generation } = await ann.sends('one');
  await ann.follows(generation).end();
  const feed = feedOf(ann, 'event-0');
  await feed.sees((event) => event.generation?.status === 'COMPLETED');
  feed.stop();
  await sql('DELETE FROM viewer_event WHERE seq < 3');

  const old = feedOf(ann, 'event-1');
  const future = feedOf(ann, 'event-1000000');
  const resync = await old.sees(() => true);
  await future.sees(() => true);
  await ann.does('createProject', { name: 'Next' }, 'project { id }');
  const next = await old.sees((event) => event.project?.name === 'Next');
  await future.sees((event) => event.project?.name === 'Next');

  expect([resync.__typename, future.events[0]?.__typename]).toEqual(['ResyncRequired', 'ResyncRequired']);
  expect(numberOf(next)).toBe(numberOf(resync) + 1);
});

test('events commit in the order of their numbers, however many transactions race', async () => {
  const { ann } = await world();
  const feed = feedOf(ann, await latestEvent(ann));

  const names = Array.from({ length: 40 }, (_, index) => `project ${index}`);
  await Promise.all(names.map((name) => ann.does('createProject', { name }, 'project { id }')));
  await Promise.all(names.map((name) => feed.sees((event) => event.project?.name === name)));

  expect(feed.events.map(numberOf)).toEqual(names.map((_, index) => index + 1));
});

test('a feed tells nobody of another person’s changes, nor of temporary chats', async () => {
  const { ann, bob } = await world();
  const feed = feedOf(bob, await latestEvent(bob));
  const own = feedOf(ann, await latestEvent(ann));

  const { generation } = await ann.sends('secret', { temporary: true } as object);
  await ann.follows(generation).end();
  await ann.does('createProject', { name: 'Ann’s' }, 'project { id }');
  await own.sees((event) => event.project?.name === 'Ann’s');
  await bob.does('createProject', { name: 'Bob’s' }, 'project { id }');
  await feed.sees((event) => event.project?.name === 'Bob’s');

  expect(own.events).toHaveLength(1);
  expect(feed.events).toHaveLength(1);
});

test('a bad cursor is refused with the way to a good one', async () => {
  const { ann } = await world();

  const feed = feedOf(ann, 'yesterday');

  await vi.waitFor(() => expect(feed.errors).toHaveLength(1));
  expect(JSON.stringify(feed.errors)).toContain('User.latestEventId');
});

test('an event whose chat was deleted since it was read is told as the deletion', async () => {
  const { ann, databaseUrl, sql } = await world();
  const { conversation } = await ann.sends();
  const db = openDb(databaseUrl, randomUUID(), createLog('error'));
  onTestFinished(db.close);
  const [chat] = await sql<{ id: string }>('SELECT id FROM conversation');
  const event = {
    kind: 'MESSAGE_ADDED' as const,
    seq: 1,
    conversationId: chat!.id,
    messageId: null,
    generationId: null,
    projectId: null,
  };

  const before = await upToDate(db, event);
  await ann.does('deleteConversations', { conversationIds: [conversation], permanently: true }, '__typename');

  expect(before.kind).toBe('MESSAGE_ADDED');
  expect(await upToDate(db, event)).toEqual({ ...event, kind: 'CONVERSATION_DELETED' });
});
