import { expect, test } from 'vitest';
import { cranked } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

async function chats({ ann }: World, ...texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const { conversation, generation } = await ann.sends(text);
    await ann.follows(generation).end();
    ids.push(conversation);
  }
  return ids;
}

const listed = async ({ ann }: World, filter: string) => {
  const document = `{ viewer { conversations(first: 50, filter: ${filter}) { totalCount nodes { id } } } }`;
  return (await ann.asks(document)).viewer.conversations.nodes.map(({ id }: { id: string }) => id);
};

test('a deleted chat is in the trash, out of every list, and comes back as it was', async () => {
  const here = await world();
  const { ann } = here;
  const [id = ''] = await chats(here, 'Keep me');

  const deleted = await ann.does('deleteConversation', { conversationId: id }, 'deletedConversationId');
  const refused = await ann.trySend({ conversationId: id, text: 'More' });

  expect(deleted.deletedConversationId).toBe(id);
  expect(await listed(here, '{}')).toEqual([]);
  expect(await listed(here, '{ inTrash: true }')).toEqual([id]);
  expect(refused).toMatchObject({ __typename: 'ConflictError' });
  expect(refused.message).toContain('restore it first');
  await ann.does('restoreConversations', { conversationIds: [id] }, 'conversations { id }');
  expect(await listed(here, '{}')).toEqual([id]);
  expect(await ann.thread(id)).toEqual(['Keep me', 'You said: Keep me']);
});

test('what is in the trash already keeps its day when it is deleted once more', async () => {
  const here = await world();
  const { ann } = here;
  const [first = '', second = ''] = await chats(here, 'First', 'Second');
  const days = async () => {
    const document =
      '{ viewer { conversations(first: 5, filter: { inTrash: true }) { nodes { id deletedAt } } } }';
    const { nodes } = (await ann.asks(document)).viewer.conversations;
    return new Map<string, string>(
      nodes.map(({ id, deletedAt }: { id: string; deletedAt: string }) => [id, deletedAt]),
    );
  };

  await ann.does('deleteConversation', { conversationId: first }, 'deletedConversationId');
  const before = await days();
  await ann.does('deleteConversations', { conversationIds: [first, second] }, 'deletedConversationIds');

  const after = await days();
  expect([...after.keys()].toSorted()).toEqual([first, second].toSorted());
  expect(after.get(first)).toBe(before.get(first));
});

test('deleting a chat stops the answer that is being written for it, and keeps its text', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const sent = await ann.sends('Talk');
  await model.say('So far');
  await ann.follows(sent.generation).shows('So far');

  await ann.does('deleteConversation', { conversationId: sent.conversation }, 'deletedConversationId');
  await ann.follows(sent.generation).end();

  expect(await ann.reads(sent.reply)).toMatchObject({ text: 'So far', status: 'STOPPED' });
});

test('many chats are archived, pinned, moved or deleted at once, or none of them', async () => {
  const here = await world();
  const { ann, bob } = here;
  const conversationIds = await chats(here, 'one', 'two', 'three');
  const foreign = (await bob.sends('Bob’s')).conversation;
  const { project } = await ann.does('createProject', { name: 'Garden' }, 'project { id }');

  const mixed = [...conversationIds, foreign];
  const refused = await ann.does(
    'organizeConversations',
    { conversationIds: mixed, archived: true },
    '__typename',
  );
  expect(refused.code).toBe('NOT_FOUND');
  expect(await listed(here, '{ archived: true }')).toEqual([]);

  const two = conversationIds.slice(0, 2);
  const done = await ann.does(
    'organizeConversations',
    { conversationIds: two, archived: true, pinned: true },
    'conversations { id archived pinned }',
  );
  expect(done.conversations).toEqual(two.map((id) => ({ id, archived: true, pinned: true })));
  await ann.does(
    'moveConversations',
    { conversationIds: two, projectId: project.id },
    'conversations { id }',
  );
  expect((await listed(here, `{ projectId: "${project.id}" }`)).toSorted()).toEqual(two.toSorted());
  await ann.does('moveConversations', { conversationIds: two }, 'conversations { id }');
  expect(await listed(here, `{ projectId: "${project.id}" }`)).toEqual([]);
  await ann.does('deleteConversations', { conversationIds }, 'deletedConversationIds');
  expect(await listed(here, '{ inTrash: true }')).toHaveLength(3);
  const tooMany = Array(101).fill(conversationIds[0]);
  expect((await ann.does('deleteConversations', { conversationIds: tooMany }, '__typename')).code).toBe(
    'VALIDATION',
  );
});

test('a project gives its new chats its model; in the trash it is none, and comes back with its chats', async () => {
  const { ann } = await world();
  const models = (await ann.asks('{ models { id name } }')).models;
  const { project } = await ann.does(
    'createProject',
    { name: ' Garden ', instructions: 'Speak of plants.', modelId: models[1].id },
    'project { id name revision instructions model { name } }',
  );
  const sent = await ann.trySend({ text: 'Roses?', projectId: project.id } as object);
  const projectOf = async () =>
    (
      await ann.asks('query($id: ID!) { node(id: $id) { ... on Conversation { project { name } } } }', {
        id: sent.conversation.id,
      })
    ).node.project;

  expect(project).toMatchObject({ name: 'Garden', revision: 0, model: { name: models[1].name } });
  expect(sent.conversation.model.name).toBe(models[1].name);
  expect(await projectOf()).toEqual({ name: 'Garden' });
  await ann.does('deleteProject', { projectId: project.id }, 'project { id }');
  expect(await projectOf()).toBeNull();
  await ann.does('restoreProject', { projectId: project.id }, 'project { id }');
  expect(await projectOf()).toEqual({ name: 'Garden' });
});

test('a save of a project from a stale tab is a CONFLICT', async () => {
  const { ann } = await world();
  const { project } = await ann.does('createProject', { name: 'Garden' }, 'project { id }');
  const change = { projectId: project.id, ifRevision: 0 };

  const first = await ann.does('updateProject', { ...change, name: 'Park' }, 'project { name revision }');
  const stale = await ann.does('updateProject', { ...change, name: 'Forest' }, 'project { name }');

  expect(first.project).toEqual({ name: 'Park', revision: 1 });
  expect(stale.code).toBe('CONFLICT');
});

test('a temporary chat is in no list, answers as any other, and is gone after its time', async () => {
  const here = await world();
  const { ann, sql } = here;
  const first = await ann.sends('Off the record', { temporary: true } as object);
  await ann.follows(first.generation).end();
  const more = await ann.sends('And?', { conversationId: first.conversation });
  await ann.follows(more.generation).end();

  expect(await listed(here, '{}')).toEqual([]);
  expect(await ann.thread(first.conversation)).toHaveLength(4);
  const [row] = await sql<{ hours: number }>(
    'SELECT extract(epoch FROM temporary_until - now()) / 3600 AS hours FROM conversation',
  );
  expect(Number(row!.hours)).toBeCloseTo(24, 1);
});

test('what is to vanish vanishes at its time: the trash after 30 days, temporary chats after a day', async () => {
  const here = await world();
  const { sql, replica } = here;
  await chats(here, 'kept', 'trash, old', 'trash, new', 'temporary');
  await sql(
    `UPDATE conversation SET deleted_at = now() - interval '31 days' WHERE id = (SELECT conversation_id FROM message WHERE text = 'trash, old')`,
  );
  await sql(
    `UPDATE conversation SET deleted_at = now() - interval '29 days' WHERE id = (SELECT conversation_id FROM message WHERE text = 'trash, new')`,
  );
  await sql(
    `UPDATE conversation SET temporary_until = now() - interval '1 s' WHERE id = (SELECT conversation_id FROM message WHERE text = 'temporary')`,
  );

  await replica();

  await expect
    .poll(
      async () =>
        (await sql<{ text: string }>(`SELECT text FROM message WHERE role = 'USER' ORDER BY id`)).map(
          ({ text }) => text,
        ),
      {
        timeout: 20_000,
      },
    )
    .toEqual(['kept', 'trash, new']);
});

test('an ended answer leaves its chat unread until it was shown; a stopped one does not', async () => {
  const here = await world();
  const { ann } = here;
  const [id = ''] = await chats(here, 'Hi');
  const unread = async () =>
    (await ann.asks('query($id: ID!) { node(id: $id) { ... on Conversation { unread revision } } }', { id }))
      .node;

  expect(await unread()).toEqual({ unread: true, revision: 0 });
  await ann.does('updateConversation', { conversationId: id, unread: false }, 'conversation { id }');
  expect(await unread()).toEqual({ unread: false, revision: 0 });
});

test('a chat that is deleted for good is gone with all it held', async () => {
  const here = await world();
  const { ann, sql } = here;
  const conversationIds = await chats(here, 'one', 'two');

  await ann.does(
    'deleteConversations',
    { conversationIds: [conversationIds[0]], permanently: true },
    '__typename',
  );
  await ann.does('deleteConversation', { conversationId: conversationIds[1] }, '__typename');
  const emptied = await ann.does('emptyTrash', { confirm: true }, 'deletedCount');

  expect(emptied.deletedCount).toBe(1);
  expect(await sql('SELECT id FROM message')).toEqual([]);
  expect((await ann.does('restoreConversations', { conversationIds }, '__typename')).code).toBe('NOT_FOUND');
});

test('the list finds titles by a part of them, whatever characters it has', async () => {
  const here = await world();
  const { ann } = here;
  const [first = '', second = ''] = await chats(here, 'one', 'two');
  await ann.does('updateConversation', { conversationId: first, title: '100% of _Roses\\' }, '__typename');
  await ann.does('updateConversation', { conversationId: second, title: '1000 tulips' }, '__typename');

  expect(await listed(here, '{ title: "ROSES" }')).toEqual([first]);
  expect(await listed(here, '{ title: "100%" }')).toEqual([first]);
  expect(await listed(here, '{ title: "_rose" }')).toEqual([first]);
  expect(await listed(here, '{ title: "s\\\\" }')).toEqual([first]);
});

test('nobody organises another person’s chats or projects', async () => {
  const here = await world();
  const { ann, bob } = here;
  const conversationIds = await chats(here, 'Mine');
  const { project } = await ann.does('createProject', { name: 'Mine' }, 'project { id }');

  const tries = await Promise.all([
    bob.does('organizeConversations', { conversationIds, archived: true }, '__typename'),
    bob.does('moveConversations', { conversationIds }, '__typename'),
    bob.does('deleteConversations', { conversationIds }, '__typename'),
    bob.does('deleteConversations', { conversationIds, permanently: true }, '__typename'),
    bob.does('restoreConversations', { conversationIds }, '__typename'),
    bob.does('updateProject', { projectId: project.id, name: 'x' }, '__typename'),
    bob.does('deleteProject', { projectId: project.id }, '__typename'),
    bob.does('restoreProject', { projectId: project.id }, '__typename'),
    bob.trySend({ projectId: project.id } as object),
  ]);

  expect(tries.map(({ code }) => code)).toEqual(Array(9).fill('NOT_FOUND'));
  expect(await listed(here, '{}')).toEqual(conversationIds);
});
