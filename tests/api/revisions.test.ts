import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { feedOf, latestEvent } from '../support/feed.ts';
import type { Person } from '../support/person.ts';
import { cranked, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** A message is written anew, and no model is asked. */

const selection = `
  revisedMessage { id text role createdAt siblingIds siblingIndex parent { id } generation { status model { name } } }
  conversation { id activeLeaf { id } activeGenerations { id } messages { totalCount } }`;

const revises = (who: Person, messageId: string, text: string, input = {}) =>
  who.does('reviseMessage', { idempotencyKey: randomUUID(), messageId, text, ...input }, selection);

/** Sends and waits for the answer. */
async function turn({ ann }: World, text: string, input = {}) {
  const sent = await ann.sends(text, input);
  await ann.follows(sent.generation).end();
  return sent;
}

async function twoTurns(here: World) {
  const first = await turn(here, 'one');
  const second = await turn(here, 'two', { conversationId: first.conversation });
  return { first, second, conversation: first.conversation };
}

const shows = ({ ann }: World, conversationId: string, activeMessageId: string) =>
  ann.does('updateConversation', { conversationId, activeMessageId }, '__typename');

const original = ['one', 'You said: one', 'two', 'You said: two'];

test('a revised message is a sibling, above a copy of what followed; the original and all below it stay', async () => {
  const here = await world();
  const { ann, sql } = here;
  const { first, conversation } = await twoTurns(here);

  const revised = await revises(ann, first.question, 'uno');

  const { id } = revised.revisedMessage;
  expect(revised.revisedMessage).toMatchObject({ text: 'uno', role: 'USER', siblingIndex: 1, parent: null });
  expect(revised.revisedMessage.siblingIds).toEqual([first.question, id]);
  expect(revised.conversation.messages.totalCount).toBe(8);
  expect(await ann.thread(conversation)).toEqual(['uno', ...original.slice(1)]);
  await shows(here, conversation, first.question);
  expect(await ann.thread(conversation)).toEqual(original);
  await shows(here, conversation, id);
  expect(await ann.thread(conversation)).toEqual(['uno', ...original.slice(1)]);
  expect(await sql("SELECT FROM usage_entry WHERE purpose = 'ANSWER'")).toHaveLength(2);
});

test('a revised answer keeps its model and its ending, and a revised text its time', async () => {
  const here = await world();
  const { ann } = here;
  const { first, conversation } = await twoTurns(here);
  const { node } = await ann.asks(
    'query ($id: ID!) { node(id: $id) { ... on Message { createdAt generation { status model { name } } } } }',
    { id: first.reply },
  );

  const revised = await revises(ann, first.reply, 'I said: one');

  expect(revised.revisedMessage).toMatchObject({
    ...node,
    role: 'ASSISTANT',
    parent: { id: first.question },
  });
  expect(revised.conversation.activeGenerations).toEqual([]);
  expect(await ann.thread(conversation)).toEqual(['one', 'I said: one', 'two', 'You said: two']);
});

test('the copies follow each other as the originals do, and the thread goes on below them', async () => {
  const here = await world();
  const { ann } = here;
  const { first, second, conversation } = await twoTurns(here);

  await revises(ann, first.question, 'uno');
  await turn(here, 'three', { conversationId: conversation });

  const { node } = await ann.asks(
    `query ($id: ID!) { node(id: $id) { ... on Conversation {
      thread(last: 10) { nodes { id role siblingIds generation { status } parent { id } } } } } }`,
    { id: conversation },
  );
  const { nodes } = node.thread;
  expect(nodes.map(({ parent }: any) => parent?.id)).toEqual([
    undefined,
    ...nodes.slice(0, -1).map(({ id }: any) => id),
  ]);
  expect(nodes.map(({ siblingIds }: any) => siblingIds.length)).toEqual([2, 1, 1, 1, 1, 1]);
  const ended = { status: 'COMPLETED' };
  expect(nodes.map(({ generation }: any) => generation)).toEqual([null, ended, null, ended, null, ended]);
  expect([first.reply, second.question, second.reply]).not.toContain(nodes[3].id);
});

test('what is copied is the thread that was shown last below the message, of other branches nothing', async () => {
  const here = await world();
  const { ann } = here;
  const { first, second, conversation } = await twoTurns(here);
  const again = await ann.grows('editMessage', { messageId: second.question, text: 'zwei' });
  await ann.follows(again.generation).end();
  await shows(here, conversation, second.question);
  const elsewhere = await ann.grows('editMessage', { messageId: first.question, text: 'elsewhere' });
  await ann.follows(elsewhere.generation).end();

  const revised = await revises(ann, first.reply, 'I said: one');

  expect(revised.conversation.messages.totalCount).toBe(8 + 3);
  expect(await ann.thread(conversation)).toEqual(['one', 'I said: one', 'two', 'You said: two']);
});

test('an answer that is still being written refuses a revision of it and above it, and nowhere else', async () => {
  const here = await world();
  const { ann, upstream, sql } = here;
  const { first, second, conversation } = await twoTurns(here);
  const model = cranked();
  upstream.script(model, says('Two.'));
  const open = await ann.sends('three', { conversationId: conversation });
  await model.say('Hm');

  const refused = await Promise.all(
    [first.question, second.reply, open.question, open.reply].map((id) => revises(ann, id, 'changed')),
  );
  const count = await sql('SELECT FROM message');
  const beside = await ann.grows('editMessage', { messageId: second.question, text: 'zwei' });
  await ann.follows(beside.generation).end();
  const allowed = await revises(ann, beside.question, 'deux');
  await model.ends();

  expect(refused.map(({ code }) => code)).toEqual(Array(4).fill('CONFLICT'));
  expect(count).toHaveLength(6);
  expect(allowed.revisedMessage.text).toBe('deux');
});

test('the same text, none, or one that is too long is VALIDATION, and nothing is added', async () => {
  const here = await world();
  const { ann, sql } = here;
  const { first } = await twoTurns(here);

  const tries = await Promise.all(
    ['one', ' \n', 'x'.repeat(100_001)].map((text) => revises(ann, first.question, text)),
  );

  expect(tries.map(({ code }) => code)).toEqual(Array(3).fill('VALIDATION'));
  expect(await sql('SELECT FROM message')).toHaveLength(4);
});

test('a message that is unknown, somebody else’s or in the trash is not revised', async () => {
  const here = await world();
  const { ann, bob, sql } = here;
  const { first, conversation } = await twoTurns(here);

  const foreign = await revises(bob, first.question, 'x');
  const unknown = await revises(ann, conversation, 'x');
  await ann.does('deleteConversation', { conversationId: conversation }, '__typename');
  const trashed = await revises(ann, first.question, 'x');

  expect([foreign.code, unknown.code, trashed.code]).toEqual(['NOT_FOUND', 'NOT_FOUND', 'CONFLICT']);
  expect(await sql('SELECT FROM message')).toHaveLength(4);
});

test('two revisions at once are two siblings; the same one twice is one', async () => {
  const here = await world();
  const { ann, replica, sql } = here;
  const there = ann.at((await replica()).url);
  const { first } = await twoTurns(here);
  const key = { idempotencyKey: randomUUID() };

  const [one, other, again] = await Promise.all([
    revises(ann, first.question, 'uno', key),
    revises(there, first.question, 'un'),
    revises(there, first.question, 'uno', key),
  ]);
  const reused = await revises(ann, first.question, 'eins', key);

  expect(again).toMatchObject({ revisedMessage: { id: one.revisedMessage.id, text: 'uno' } });
  expect(other.revisedMessage.text).toBe('un');
  expect(reused.code).toBe('VALIDATION');
  expect(await sql('SELECT FROM message')).toHaveLength(12);
});

test('a revision is told by its message and its conversation, not by each copy', async () => {
  const here = await world();
  const { ann } = here;
  const { first, conversation } = await twoTurns(here);
  const feed = feedOf(ann, await latestEvent(ann));

  const revised = await revises(ann, first.question, 'uno');
  await ann.does('updateConversation', { conversationId: conversation, title: 'The end' }, '__typename');
  await feed.sees((event) => event.conversation?.title === 'The end');

  const added = feed.events.filter(({ __typename }) => __typename === 'MessageAdded');
  expect(added.map(({ message }) => message)).toEqual([{ id: revised.revisedMessage.id, role: 'USER' }]);
  expect(feed.events.map(({ __typename }) => __typename)).toContain('ConversationChanged');
  expect(feed.events.map(({ __typename }) => __typename)).not.toContain('GenerationChanged');
});

test('a rating stays with the answer that was rated, and a share link with the thread that was shared', async () => {
  const here = await world();
  const { ann, sql } = here;
  const { first, second } = await twoTurns(here);
  await ann.does('rateMessage', { messageId: second.reply, rating: 'UP' }, '__typename');
  await ann.does('createShareLink', { leafId: second.reply }, '__typename');
  const kept = () =>
    sql('SELECT f.message_id, s.leaf_id FROM feedback f, share_link s WHERE f.message_id = s.leaf_id');
  const before = await kept();

  await revises(ann, first.question, 'uno');

  expect(before).toHaveLength(1);
  expect(await kept()).toEqual(before);
});
