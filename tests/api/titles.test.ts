import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import {
  cranked,
  hangsBeforeHeaders,
  isTitleRequest,
  refuses,
  resetsAfter,
  says,
} from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Titles: the first words at once, the model's proposal after the first answer, a person's own for ever. */

async function titleOf(person: Person, conversation: string): Promise<string> {
  const document = 'query ($id: ID!) { node(id: $id) { ... on Conversation { title } } }';
  return (await person.asks(document, { id: conversation })).node.title;
}

const becomes = (person: Person, conversation: string) =>
  expect.poll(() => titleOf(person, conversation), { timeout: 10_000 });

async function renames(person: Person, conversationId: string, title: string) {
  const document = `mutation ($input: UpdateConversationInput!) {
    updateConversation(input: $input) { __typename ... on UpdateConversationPayload { conversation { title } } }
  }`;
  const { updateConversation } = await person.asks(document, { input: { conversationId, title } });
  expect(updateConversation).toMatchObject({ conversation: { title } });
}

const titleRequests = ({ upstream }: World) => upstream.requests.filter(isTitleRequest);

/** Sends and waits for the whole answer; the title comes later. */
async function asks(person: Person, text: string, conversationId?: string) {
  const sent = await person.sends(text, { conversationId });
  return { ...sent, ending: await person.follows(sent.generation).end() };
}

test('after the first answer the model’s title replaces the first words', async () => {
  const here = await world();
  here.upstream.script(says('In the south.'));
  here.upstream.scriptTitles(says('"Penguins at home."\nAnd more'));

  const sent = await here.ann.trySend({ text: 'Where do penguins live?' });
  await becomes(here.ann, sent.conversation.id).toBe('Penguins at home');

  expect(sent.conversation.title).toBe('Where do penguins live?');
  const [request] = titleRequests(here);
  expect(request?.body.messages.at(-1)?.content).toBe(
    'User: Where do penguins live?\n\nAssistant: In the south.',
  );
});

test('a title is asked for only once in a conversation', async () => {
  const here = await world();
  here.upstream.scriptTitles(says('About one'));
  const { conversation } = await asks(here.ann, 'One');
  await becomes(here.ann, conversation).toBe('About one');

  await asks(here.ann, 'Two', conversation);
  await asks(here.ann, 'Three', conversation);

  expect(titleRequests(here)).toHaveLength(1);
  expect(await titleOf(here.ann, conversation)).toBe('About one');
});

test('a title that a person gave before the first answer is never replaced', async () => {
  const here = await world();
  const answer = cranked();
  here.upstream.script(answer, says('Second'));
  const { conversation, generation } = await here.ann.sends('Hello');

  await renames(here.ann, conversation, 'Mine');
  await answer.say('Hi');
  await answer.ends();
  await here.ann.follows(generation).end();
  await asks(here.ann, 'More', conversation);

  expect(titleRequests(here)).toHaveLength(0);
  expect(await titleOf(here.ann, conversation)).toBe('Mine');
});

test('a title that a person gives while the model thinks of one stays', async () => {
  const here = await world();
  const title = cranked();
  here.upstream.scriptTitles(title);
  const { conversation } = await asks(here.ann, 'Hello');
  const request = await title.asked();

  await renames(here.ann, conversation, 'Mine');
  await title.say('Of the model');
  await title.ends();
  await request.closed;
  // The proposal, if it were kept, would be kept before an answer that is asked for after it.
  await asks(here.ann, 'More', conversation);

  expect(await titleOf(here.ann, conversation)).toBe('Mine');
});

for (const [name, scenario] of Object.entries({
  refused: refuses(400),
  'broken off': resetsAfter('Half a ti'),
  empty: says(''),
  'only quotation marks': says('“”'),
})) {
  test(`a title that is ${name} leaves the first words and the answer as they are`, async () => {
    const here = await world({ deadlines: { backoffMs: 1 } });
    here.upstream.scriptTitles(scenario);

    const { conversation, ending } = await asks(here.ann, 'Hello there');
    await here.upstream.until(() => titleRequests(here).some(({ closedAt }) => closedAt !== null));
    const second = await asks(here.ann, 'And again', conversation);

    expect([ending.status, second.ending.status]).toEqual(['COMPLETED', 'COMPLETED']);
    expect(await titleOf(here.ann, conversation)).toBe('Hello there');
  });
}

test('a title that never comes delays neither the answer nor the next one', async () => {
  const here = await world();
  here.upstream.scriptTitles(hangsBeforeHeaders());

  const { conversation, ending } = await asks(here.ann, 'Hello there');
  await here.upstream.until(() => titleRequests(here).length === 1);
  const second = await asks(here.ann, 'And again', conversation);

  expect([ending.status, second.ending.status]).toEqual(['COMPLETED', 'COMPLETED']);
  expect(await titleOf(here.ann, conversation)).toBe('Hello there');
  expect(titleRequests(here)[0]?.closedAt).toBeNull();
});

test('an answer that failed asks for no title; the next one does', async () => {
  const here = await world({ deadlines: { backoffMs: 1 } });
  here.upstream.script(refuses(401), says('Now'));
  here.upstream.scriptTitles(says('About us'));

  const { conversation, ending } = await asks(here.ann, 'Hello there');
  const askedBefore = titleRequests(here).length;
  await asks(here.ann, 'Again', conversation);
  await becomes(here.ann, conversation).toBe('About us');

  expect(ending.status).toBe('FAILED');
  expect(askedBefore).toBe(0);
});

test('a very long question has a short first title, cut between words', async () => {
  const { ann } = await world();

  const { conversation } = await ann.trySend({ text: `# **Tell** me ${'everything '.repeat(50)}` });

  expect(conversation.title).toMatch(/^Tell me (everything )+everything…$/);
  expect(conversation.title.length).toBeLessThanOrEqual(61);
});
