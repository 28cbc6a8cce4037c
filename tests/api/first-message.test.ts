import { expect, test } from 'vitest';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

test('one call makes the conversation, both messages and the generation', async () => {
  const { ann, upstream } = await world();
  const answer = cranked();
  upstream.script(answer);

  const sent = await ann.trySend({ text: 'What is a tree?' });

  expect(sent).toMatchObject({
    __typename: 'SendMessagePayload',
    conversation: { title: 'What is a tree?', model: { name: 'gpt-4.1' } },
    userMessage: { text: 'What is a tree?', parent: null },
    assistantMessage: { text: '', parent: { id: sent.userMessage.id } },
  });
});

for (const over of ['websocket', 'sse'] as const) {
  test(`a reader who joins late sees every token once and in order, over ${over}`, async () => {
    const { ann, upstream } = await world();
    const answer = cranked();
    upstream.script(answer);
    const { generation, reply } = await ann.sends('hi');
    const early = ann.follows(generation, { over });
    await answer.say('Hel');
    await early.shows('Hel');

    const late = ann.follows(generation, { over });
    await answer.say('lo');
    await answer.ends();

    expect(await late.text()).toBe('Hello');
    expect(await early.text()).toBe('Hello');
    expect(await ann.reads(reply)).toMatchObject({ text: 'Hello', status: 'COMPLETED' });
  });
}
