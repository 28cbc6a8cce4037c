import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What a person thinks of an answer. */

const rateDocument = `mutation ($input: RateMessageInput!) { rateMessage(input: $input) {
  __typename
  ... on RateMessagePayload { assistantMessage { generation { status } feedback { rating note } } }
  ... on UserError { code message }
} }`;

const rates = async (person: Person, messageId: string, rating: string | null, note?: string) =>
  (await person.asks(rateDocument, { input: { messageId, rating, note } })).rateMessage;

async function opinions(person: Person, args = '(first: 10)') {
  const document = `{ viewer { feedback${args} {
    totalCount pageInfo { endCursor hasNextPage } nodes { rating note message { text } }
  } } }`;
  return (await person.asks(document)).viewer.feedback;
}

async function answered(person: Person, text: string) {
  const sent = await person.sends(text);
  await person.follows(sent.generation).end();
  return sent;
}

test('an answer is rated with a note, rated anew, and the rating taken back', async () => {
  const { ann } = await world();
  const { reply } = await answered(ann, 'Hello');

  const good = await rates(ann, reply, 'UP', 'Clear.');
  const bad = await rates(ann, reply, 'DOWN');
  const between = await opinions(ann);
  const none = await rates(ann, reply, null);

  const generation = { status: 'COMPLETED' };
  expect(good.assistantMessage).toEqual({ generation, feedback: { rating: 'UP', note: 'Clear.' } });
  expect(bad.assistantMessage).toEqual({ generation, feedback: { rating: 'DOWN', note: null } });
  expect(between.nodes).toMatchObject([{ rating: 'DOWN', message: { text: 'You said: Hello' } }]);
  expect(none.assistantMessage).toEqual({ generation, feedback: null });
  expect((await opinions(ann)).totalCount).toBe(0);
});

test('a question, and an answer that is still being written, cannot be rated', async () => {
  const { ann, upstream } = await world();
  upstream.script(cranked());
  const { question, reply } = await ann.sends('Hello');

  expect(await rates(ann, question, 'UP')).toMatchObject({
    code: 'CONFLICT',
    message: 'Only answers can be rated.',
  });
  expect(await rates(ann, reply, 'UP')).toMatchObject({ code: 'CONFLICT' });
});

test('a note of more than 2000 characters is refused', async () => {
  const { ann } = await world();
  const { reply } = await answered(ann, 'Hello');

  expect(await rates(ann, reply, 'UP', 'x'.repeat(2_001))).toMatchObject({ code: 'VALIDATION' });
  expect(await rates(ann, reply, 'UP', 'x'.repeat(2_000))).toMatchObject({
    __typename: 'RateMessagePayload',
  });
});

test('opinions come newest first, page by page, and by rating', async () => {
  const { ann } = await world();
  for (const [text, rating] of [
    ['One', 'UP'],
    ['Two', 'DOWN'],
    ['Three', 'UP'],
  ] as const) {
    const { reply } = await answered(ann, text);
    await rates(ann, reply, rating, text);
  }

  const first = await opinions(ann, '(first: 2)');
  const second = await opinions(ann, `(first: 2, after: "${first.pageInfo.endCursor}")`);
  const good = await opinions(ann, '(first: 5, rating: UP)');

  const notes = ({ nodes }: any) => nodes.map(({ note }: any) => note);
  expect([notes(first), notes(second), notes(good)]).toEqual([['Three', 'Two'], ['One'], ['Three', 'One']]);
  expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([
    3,
    true,
    false,
  ]);
});

test('a conversation that is deleted takes its opinions with it', async () => {
  const { ann } = await world();
  const { reply, conversation } = await answered(ann, 'Hello');
  await rates(ann, reply, 'UP');

  await ann.asks(
    'mutation ($id: ID!) { deleteConversation(input: { conversationId: $id }) { __typename } }',
    {
      id: conversation,
    },
  );

  expect((await opinions(ann)).totalCount).toBe(0);
});
