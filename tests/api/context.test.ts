import { v7 as uuid } from 'uuid';
import { expect, test } from 'vitest';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import { longThread } from '../support/long-thread.ts';
import type { Person } from '../support/person.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What of a thread the model is sent, and how full its window is. GPT-4 reads 8,192 tokens, of which 6,144 are ours. */
const small = { env: { PARLEY_MODELS: 'gpt-4,gpt-4.1' } };
const words = (count: number) => 'word '.repeat(count).trim();

async function contextOf(person: Person, conversation: string, args: object = {}) {
  const document = `query ($id: ID!, $leafId: ID, $modelId: ID) { node(id: $id) { ... on Conversation {
    context(leafId: $leafId, modelId: $modelId) {
      usedTokens windowTokens reservedTokens instructionTokens omittedMessages
    }
  } } }`;
  return (await person.asks(document, { id: conversation, ...args })).node.context;
}

async function omittedBy(person: Person, generation: string): Promise<number | null> {
  const document = 'query ($id: ID!) { node(id: $id) { ... on Generation { omittedMessages } } }';
  return (await person.asks(document, { id: generation })).node.omittedMessages;
}

test('of a thread that is too long the newest whole messages are sent, from a question on, with the instructions', async () => {
  const here = await world(small);
  const { ann, upstream } = here;
  const { conversation } = await longThread(here, { length: 20, text: (n) => `${n}: ${words(996)}` });
  await ann.asks(
    `mutation ($id: ID!) { updateConversation(input: { conversationId: $id, systemPrompt: "Be brief." }) { __typename } }`,
    { id: conversation },
  );

  const { generation } = await ann.sends('And now?', { conversationId: conversation });
  await ann.follows(generation).end();

  const { messages } = (await upstream.request(1)).body;
  expect(messages.map(({ role, content }: any) => [role, content.slice(0, 9)])).toEqual([
    ['system', 'Be brief.'],
    ['user', '14: word '],
    ['assistant', '15: word '],
    ['user', '16: word '],
    ['assistant', '17: word '],
    ['user', '18: word '],
    ['assistant', '19: word '],
    ['user', 'And now?'],
  ]);
  expect(await omittedBy(ann, generation)).toBe(14);
});

test('a thread that fits is sent whole, and nothing is left out', async () => {
  const here = await world(small);
  const { conversation } = await longThread(here, { length: 10, text: (n) => `${n}` });

  const { generation } = await here.ann.sends('And now?', { conversationId: conversation });
  await here.ann.follows(generation).end();

  expect((await here.upstream.request(1)).body.messages).toHaveLength(11);
  expect(await omittedBy(here.ann, generation)).toBe(0);
});

test('a message that alone does not fit fails with a sentence that says how long it is and what fits', async () => {
  const { ann, upstream } = await world(small);

  const { generation, reply } = await ann.sends(words(8_000));
  await ann.follows(generation).end();

  expect(await ann.reads(reply)).toMatchObject({ text: '', status: 'FAILED' });
  expect((await ann.reads(reply)).failureMessage).toBe(
    'Your message is 8,004 tokens long, and GPT-4 can read 6,144 tokens: shorten the message, or choose a model with a larger context window.',
  );
  expect(upstream.answers()).toHaveLength(0);
});

test('a continued answer is sent as the model’s own turn, with the request to go on', async () => {
  const here = await world(small);
  const { ann, upstream, sql } = here;
  upstream.script(says('One, two, th'), says('ree'));
  const { conversation, generation, question, reply } = await ann.sends('Count');
  await ann.follows(generation).end();
  const rows = await sql<{ id: string; user_id: string; conversation_id: string }>(
    'SELECT id, user_id, conversation_id FROM message ORDER BY id',
  );
  const [asked, begun] = rows;
  const [message, next] = [uuid(), uuid()];
  await sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
     VALUES ($1, $2, $3, $4, 1, 'ASSISTANT', '')`,
    [message, asked!.conversation_id, asked!.user_id, asked!.id],
  );
  await sql(
    `INSERT INTO generation (id, conversation_id, message_id, user_id, model_name, continued_from_id, created_at)
     VALUES ($1, $2, $3, $4, 'gpt-4', $5, now() - interval '1 minute')`,
    [next, asked!.conversation_id, message, asked!.user_id, begun!.id],
  );

  const { messages } = (await upstream.request(2)).body;

  expect(conversation && question && reply).toBeTruthy();
  expect(messages.slice(0, 2)).toEqual([
    { role: 'user', content: 'Count' },
    { role: 'assistant', content: 'One, two, th' },
  ]);
  expect(messages[2]).toMatchObject({
    role: 'user',
    content: expect.stringMatching(/^Continue your last answer exactly/),
  });
  expect(messages).toHaveLength(3);
});

test('a temperature reaches the model; without one none is sent', async () => {
  const { ann, upstream } = await world();

  await ann.sends('Cool', { temperature: 0.3 });
  const cool = await upstream.request(1);
  await ann.sends('Plain');
  const plain = await upstream.request(2);

  expect(cool.body).toMatchObject({ temperature: 0.3 });
  expect(plain.body).not.toHaveProperty('temperature');
  expect((await ann.trySend({ temperature: 2.5 })).issues).toEqual([
    { path: ['temperature'], message: 'The temperature must be at most 2.' },
  ]);
});

test('the gauge counts instructions and messages, and says what will be left out, for any model', async () => {
  const here = await world(small);
  const { ann } = here;
  const { conversation, leaf } = await longThread(here, { length: 20, text: () => words(1_000) });

  const full = await contextOf(ann, conversation);
  const wide = await contextOf(ann, conversation, {
    leafId: leaf,
    modelId: encodeGlobalId('Model', 'gpt-4.1'),
  });

  expect(full).toEqual({
    usedTokens: 6 * 1_004,
    windowTokens: 8_192,
    reservedTokens: 2_048,
    instructionTokens: 0,
    omittedMessages: 14,
  });
  expect(wide).toMatchObject({ usedTokens: 20 * 1_004, windowTokens: 1_047_576, omittedMessages: 0 });
});

test('the gauge of an empty conversation and of one with instructions only', async () => {
  const here = await world(small);
  const { ann, sql } = here;
  const { conversation } = await longThread(here, { length: 0, text: () => '' });

  const empty = await contextOf(ann, conversation);
  await sql(`UPDATE conversation SET system_prompt = $1`, [words(10)]);
  const instructed = await contextOf(ann, conversation);

  expect(empty).toMatchObject({ usedTokens: 0, instructionTokens: 0, omittedMessages: 0 });
  expect(instructed).toMatchObject({ usedTokens: 14, instructionTokens: 14 });
});

test('the gauge of a thread of 10,000 messages costs little once its messages were counted', async () => {
  const here = await world(small);
  const { ann } = here;
  const { conversation } = await longThread(here, {
    length: 10_000,
    text: (n) => `Message ${n}`,
    model: 'gpt-4.1',
  });
  const first = await contextOf(ann, conversation);
  const { generation } = await ann.sends('And now?', { conversationId: conversation });
  await ann.follows(generation).end();

  const times: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const startedAt = performance.now();
    await contextOf(ann, conversation);
    times.push(performance.now() - startedAt);
  }

  expect(first.omittedMessages).toBe(0);
  expect(Math.min(...times)).toBeLessThan(30);
});

test('a text without spaces, however long, holds up nobody else', async () => {
  const here = await world(small);
  const { ann } = here;
  const { conversation } = await longThread(here, {
    length: 2,
    text: () => 'a'.repeat(100_000),
    model: 'gpt-4.1',
  });
  const counted = contextOf(ann, conversation);

  let longestMs = 0;
  for (let isDone = false; !isDone; ) {
    const startedAt = performance.now();
    isDone = await Promise.race([
      counted.then(() => true),
      ann.asks('{ server { version } }').then(() => false),
    ]);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  }

  expect((await counted).usedTokens).toBeGreaterThan(20_000);
  expect(longestMs).toBeLessThan(250);
});
