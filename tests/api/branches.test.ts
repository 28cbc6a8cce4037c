import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { cranked, finishesWith, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

const shows = (activeMessageId: string, conversationId: string) => ({ conversationId, activeMessageId });

/** Sends and waits for the answer. */
async function turn({ ann }: World, text: string, input = {}) {
  const sent = await ann.sends(text, input);
  await ann.follows(sent.generation).end();
  return sent;
}

async function grown({ ann }: World, mutation: string, input: object) {
  const sent = await ann.grows(mutation, input);
  await ann.follows(sent.generation).end();
  return sent;
}

test('an edit adds a sibling with an answer of its own; the original and its answer stay', async () => {
  const here = await world();
  const first = await turn(here, 'Cats?');
  const { conversation } = first;

  const edited = await here.ann.tryGrow('editMessage', { messageId: first.question, text: 'Dogs?' });
  await here.ann.follows(edited.generation.id).end();

  expect(edited.userMessage).toMatchObject({ text: 'Dogs?', siblingIndex: 1, parent: null });
  expect(edited.userMessage.siblingIds).toEqual([first.question, edited.userMessage.id]);
  expect(await here.ann.thread(conversation)).toEqual(['Dogs?', 'You said: Dogs?']);
  await here.ann.does('updateConversation', shows(first.question, conversation), 'conversation { id }');
  expect(await here.ann.thread(conversation)).toEqual(['Cats?', 'You said: Cats?']);
});

test('a regenerated answer is a sibling, by the same model or another', async () => {
  const here = await world();
  const first = await turn(here, 'Hi', { modelId: (await here.ann.asks('{ models { id } }')).models[1].id });

  const again = await here.ann.tryGrow('regenerateMessage', { messageId: first.reply });
  const models = (await here.ann.asks('{ models { id name } }')).models;
  const other = await here.ann.tryGrow('regenerateMessage', {
    messageId: first.reply,
    modelId: models[0].id,
  });

  expect(again).toMatchObject({ userMessage: null, generation: { model: { name: models[1].name } } });
  expect(other.generation.model.name).toBe(models[0].name);
  expect(other.assistantMessage).toMatchObject({ siblingIndex: 2, parent: { id: first.question } });
  expect(other.assistantMessage.siblingIds).toEqual([
    first.reply,
    again.assistantMessage.id,
    other.assistantMessage.id,
  ]);
});

test('the siblings of a root, of an answer and of an only child are those with its parent, oldest first', async () => {
  const here = await world();
  const { ann } = here;
  const first = await turn(here, 'one');
  await grown(here, 'regenerateMessage', { messageId: first.reply });
  await grown(here, 'editMessage', { messageId: first.question, text: 'uno' });
  const { node } = await ann.asks(
    `query ($id: ID!) { node(id: $id) { ... on Conversation { messages(first: 5) { nodes {
      siblingIds siblings { id text children { id } } children { id } conversation { title }
    } } } } }`,
    { id: first.conversation },
  );

  const found = node.messages.nodes.map(({ siblings }: any) => siblings.map(({ id }: any) => id));
  expect(found).toEqual(node.messages.nodes.map(({ siblingIds }: any) => siblingIds));
  expect(found.map(({ length }: any) => length)).toEqual([2, 2, 2, 2, 1]);
});

test('whoever steps back to a branch finds the path that was left there', async () => {
  const here = await world();
  const { ann } = here;
  const root = await turn(here, 'one');
  const { conversation } = root;
  const old = await turn(here, 'two', { conversationId: conversation });
  await grown(here, 'regenerateMessage', { messageId: old.reply });
  await ann.does('updateConversation', shows(old.reply, conversation), 'conversation { id }');
  await grown(here, 'editMessage', { messageId: root.question, text: 'uno' });

  await ann.does('updateConversation', shows(root.question, conversation), 'conversation { id }');

  const { node } = await ann.asks(
    'query($id: ID!) { node(id: $id) { ... on Conversation { activeLeaf { id } } } }',
    {
      id: conversation,
    },
  );
  expect(node.activeLeaf.id).toBe(old.reply);
});

test('a send from a stale tab lands as a branch where that tab was, and nothing is overwritten', async () => {
  const here = await world();
  const { ann } = here;
  const first = await turn(here, 'start');
  const phone = await turn(here, 'from the phone', { conversationId: first.conversation });

  const stale = await turn(here, 'from a stale tab', {
    conversationId: first.conversation,
    parentId: first.reply,
  });

  expect(await ann.thread(first.conversation)).toEqual([
    'start',
    'You said: start',
    'from a stale tab',
    'You said: from a stale tab',
  ]);
  await ann.does('updateConversation', shows(phone.question, first.conversation), 'conversation { id }');
  expect(await ann.thread(first.conversation)).toContain('You said: from the phone');
  expect(stale.question).not.toBe(phone.question);
});

test('a save of instructions from a stale tab is a CONFLICT, never an overwrite', async () => {
  const here = await world();
  const { ann } = here;
  const { conversation: conversationId } = await turn(here, 'start');
  const selection = 'conversation { revision systemPrompt }';
  const base = { conversationId, ifRevision: 0 };

  const saved = await ann.does('updateConversation', { ...base, systemPrompt: 'Be brief.' }, selection);
  const stale = await ann.does('updateConversation', { ...base, systemPrompt: 'Be long.' }, selection);

  expect(saved.conversation).toEqual({ revision: 1, systemPrompt: 'Be brief.' });
  expect(stale).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT' });
});

test('a continued answer is a sibling that begins with the old text and goes on', async () => {
  const here = await world();
  const { ann, upstream } = here;
  const answer = cranked();
  upstream.script(answer);
  const first = await ann.sends('Count to four');
  await answer.say('one, two');
  await ann.follows(first.generation).shows('one, two');
  await ann.stops(first.generation);
  await ann.follows(first.generation).end();

  const more = await ann.grows('continueMessage', { messageId: first.reply });
  const reading = ann.follows(more.generation);
  await answer.say(', three');
  await answer.ends();

  expect(await reading.text()).toBe('one, two, three');
  expect((await ann.reads(more.reply)).text).toBe('one, two, three');
  expect((await ann.reads(first.reply)).text).toBe('one, two');
});

test('an answer cut by length can be continued; a complete, running or empty one is a CONFLICT', async () => {
  const here = await world();
  const { ann, upstream } = here;
  upstream.script(finishesWith('length', 'Once upon'));
  const cut = await turn(here, 'Tell me');
  upstream.script(says(' a time.'));
  const more = await grown(here, 'continueMessage', { messageId: cut.reply });
  const running = cranked();
  upstream.script(running);
  const open = await ann.sends('And?', { conversationId: cut.conversation });

  expect((await ann.reads(more.reply)).text).toBe('Once upon a time.');
  expect((await ann.tryGrow('continueMessage', { messageId: more.reply })).code).toBe('CONFLICT');
  expect((await ann.tryGrow('continueMessage', { messageId: open.reply })).code).toBe('CONFLICT');
  expect((await ann.tryGrow('continueMessage', { messageId: cut.question })).code).toBe('VALIDATION');
  expect((await ann.tryGrow('editMessage', { messageId: cut.reply, text: 'x' })).code).toBe('VALIDATION');
});

test('a continuation that is stopped before it starts keeps the text it was to go on from', async () => {
  const here = await world();
  const { ann, upstream, sql } = here;
  upstream.script(finishesWith('length', 'Once upon'));
  const cut = await turn(here, 'Tell me');
  upstream.script(cranked());
  const more = await ann.grows('continueMessage', { messageId: cut.reply });
  await ann.stops(more.generation);
  await ann.follows(more.generation).end();

  expect(await ann.reads(more.reply)).toMatchObject({ text: 'Once upon', status: 'STOPPED' });
  expect(await sql('SELECT text FROM message WHERE text = $1', ['Once upon'])).toHaveLength(2);
});

test('the same key edits, regenerates, continues and forks once', async () => {
  const here = await world();
  const { ann, sql } = here;
  const first = await turn(here, 'Hi');
  const idempotencyKey = randomUUID();
  const edit = { idempotencyKey, messageId: first.question, text: 'Ho' };

  const [one, two] = await Promise.all([ann.tryGrow('editMessage', edit), ann.tryGrow('editMessage', edit)]);
  const other = await ann.tryGrow('editMessage', { ...edit, text: 'He' });
  const fork = { idempotencyKey: randomUUID(), messageId: first.reply, include: 'VISIBLE_PATH' };
  const forks = await Promise.all(
    [1, 2].map(() => ann.does('forkConversation', fork, 'conversation { id }')),
  );

  expect(one.generation.id).toBe(two.generation.id);
  expect(other.__typename).toBe('ValidationError');
  expect(forks[0]).toEqual(forks[1]);
  expect(await sql('SELECT id FROM conversation')).toHaveLength(2);
});

test('a fork takes the visible path, or everything below, into a conversation of its own', async () => {
  const here = await world();
  const { ann } = here;
  const first = await turn(here, 'one');
  const { conversation } = first;
  const second = await turn(here, 'two', { conversationId: conversation });
  await grown(here, 'editMessage', { messageId: second.question, text: 'zwei' });
  const fork = async (include: string) => {
    const input = { idempotencyKey: randomUUID(), messageId: first.reply, include };
    const selection = `conversation {
      id title forkedFrom { id } messages { totalCount } activeGenerations { id }
      outline { nodes { id parentId role excerpt isShown } }
    }`;
    return (await ann.does('forkConversation', input, selection)).conversation;
  };

  const path = await fork('VISIBLE_PATH');
  const below = await fork('EVERYTHING_BELOW');

  expect(path).toMatchObject({ forkedFrom: { id: first.reply }, messages: { totalCount: 2 } });
  expect(await ann.thread(path.id)).toEqual(['one', 'You said: one']);
  expect(below).toMatchObject({ messages: { totalCount: 6 }, activeGenerations: [] });
  expect(await ann.thread(below.id)).toEqual(['one', 'You said: one', 'zwei', 'You said: zwei']);
  const shown = below.outline.nodes.filter((node: any) => node.isShown);
  expect(shown.map((node: any) => node.excerpt)).toEqual(['one', 'You said: one', 'zwei', 'You said: zwei']);
  const more = await turn(here, 'three', { conversationId: below.id });
  expect(more.conversation).toBe(below.id);
  expect(await ann.thread(conversation)).toHaveLength(4);
});

test('a message on any branch opens in the middle of its thread', async () => {
  const here = await world();
  const { ann } = here;
  const first = await turn(here, 'one');
  const { conversation } = first;
  const old = await turn(here, 'two', { conversationId: conversation });
  await turn(here, 'three', { conversationId: conversation });
  await grown(here, 'editMessage', { messageId: first.question, text: 'uno' });

  const data = await ann.asks(
    `query Around($id: ID!, $message: ID!) {
      node(id: $id) { ... on Conversation {
        thread(around: $message, last: 3) { nodes { text } pageInfo { hasPreviousPage hasNextPage } totalCount }
      } }
      message: node(id: $message) { ... on Message { leaf { text } } }
    }`,
    { id: conversation, message: old.question },
  );

  expect(data.node.thread).toEqual({
    nodes: [{ text: 'You said: one' }, { text: 'two' }, { text: 'You said: two' }],
    pageInfo: { hasPreviousPage: true, hasNextPage: true },
    totalCount: 6,
  });
  expect(data.message.leaf.text).toBe('You said: three');
});

test('nobody grows another person’s tree', async () => {
  const here = await world();
  const { bob } = here;
  const { question, reply } = await turn(here, 'Mine');
  const key = () => randomUUID();

  const tries = await Promise.all([
    bob.tryGrow('editMessage', { messageId: question, text: 'x' }),
    bob.tryGrow('regenerateMessage', { messageId: reply }),
    bob.tryGrow('continueMessage', { messageId: reply }),
    bob.does(
      'forkConversation',
      { idempotencyKey: key(), messageId: reply, include: 'VISIBLE_PATH' },
      '__typename',
    ),
  ]);

  expect(tries.map(({ code }) => code)).toEqual(Array(4).fill('NOT_FOUND'));
});
