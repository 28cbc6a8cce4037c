import { readFileSync } from 'node:fs';
import { buildSchema, graphql } from 'graphql';
import { Client, fetchExchange } from 'urql';
import { expect, test } from 'vitest';
import { SendMessage } from '../../web/composer/turn-documents.ts';
import { DeleteConversations, RenameConversation } from '../../web/conversation/change-documents.ts';
import { ConversationHead, Conversations } from '../../web/conversation/documents.ts';
import { createCache } from '../../web/graphql/cache.ts';
import { threadPage } from '../../web/graphql/first-pages.ts';
import { readMessages, ThreadPage } from '../../web/message/thread-document.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const model = { __typename: 'Model', id: 'model', displayName: 'GPT', provider: 'DEMO' };
const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
const instant = '2026-11-22T10:00:00.000Z';

const conversation = (id: string, messages: object[] = []) => ({
  ...{ __typename: 'Conversation', id, title: `Title ${id}`, updatedAt: instant, model },
  ...{ temporaryUntil: null, deletedAt: null, unread: false, activeLeaf: null, forkedFrom: null },
  ...{ pinned: false, archived: false, project: null, activeGenerations: [] },
  thread: { nodes: messages, pageInfo },
});
const userMessage = (id: string, parentId: string | null) => ({
  ...{ __typename: 'Message', id, role: 'USER', text: id, createdAt: instant },
  ...{ generation: null, siblingIds: [id] },
  parent: parentId && { id: parentId },
});
const reply = (id: string, parentId: string) => {
  const message = {
    __typename: 'Message',
    id,
    role: 'ASSISTANT',
    text: '',
    createdAt: instant,
    parent: { id: parentId },
    siblingIds: [id],
  };
  const generation = {
    ...{ __typename: 'Generation', id: `generation of ${id}`, status: 'QUEUED', model },
    createdAt: instant,
  };
  return { ...message, generation };
};
const sent = (conversationId: string, ids: [user: string, reply: string], parentId: string | null) => {
  const assistantMessage = reply(ids[1], ids[0]);
  const turn = { userMessage: userMessage(ids[0], parentId), assistantMessage };
  return {
    __typename: 'SendMessagePayload',
    conversation: conversation(conversationId),
    ...turn,
    generation: {
      ...assistantMessage.generation,
      message: { __typename: 'Message', id: assistantMessage.id },
    },
  };
};

/** A client over a server that answers from `root` and counts what it is asked. */
function world(root: Record<string, unknown>) {
  const asked: string[] = [];
  const answer: typeof fetch = async (_url, init) => {
    const { query, variables, operationName } = JSON.parse(String(init?.body));
    asked.push(operationName);
    const result = await graphql({ schema, source: query, variableValues: variables, rootValue: root });
    return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
  };
  const exchanges = [createCache(), fetchExchange];
  const client = new Client({
    url: 'http://parley/graphql',
    fetch: answer,
    exchanges,
    preferGetMethod: false,
  });
  const thread = (id: string) => {
    const node = client.readQuery(ThreadPage, { id, ...threadPage })?.data?.node;
    return node?.__typename === 'Conversation'
      ? readMessages(node.thread.nodes).map((message) => message.id)
      : null;
  };
  const listed = () => {
    const viewer = client.readQuery(Conversations, { first: 30 })?.data?.viewer;
    return viewer?.conversations.nodes.map(({ id }) => id);
  };
  return { client, asked, thread, listed };
}

const viewerWith = (...ids: string[]) => ({
  id: 'ann',
  conversations: { nodes: ids.map((id) => conversation(id)), pageInfo },
});

test('the page of a new chat shows at once: nothing has to be loaded after the first send', async () => {
  const { client, asked, thread } = world({ sendMessage: sent('c1', ['u1', 'a1'], null) });

  await client.mutation(SendMessage, { input: { idempotencyKey: 'k', text: 'u1' } }).toPromise();

  expect(thread('c1')).toEqual(['u1', 'a1']);
  expect(client.readQuery(ConversationHead, { id: 'c1' })?.data?.node).toMatchObject({ title: 'Title c1' });
  expect(asked).toEqual(['SendMessage']);
});

test('a new chat is on top of the list, and once however often its send is repeated', async () => {
  const { client, listed } = world({
    viewer: viewerWith('old'),
    sendMessage: sent('c1', ['u1', 'a1'], null),
  });
  await client.query(Conversations, { first: 30 }).toPromise();

  for (const _ of [1, 2]) {
    await client.mutation(SendMessage, { input: { idempotencyKey: 'k', text: 'u1' } }).toPromise();
  }

  expect(listed()).toEqual(['c1', 'old']);
});

test('a retry shows its own branch in place of the failed one', async () => {
  const messages = [
    userMessage('u1', null),
    reply('a1', 'u1'),
    userMessage('u2', 'a1'),
    reply('failed', 'u2'),
  ];
  const { client, thread } = world({
    node: conversation('c1', messages),
    sendMessage: sent('c1', ['u3', 'a3'], 'a1'),
  });
  await client.query(ThreadPage, { id: 'c1', ...threadPage }).toPromise();

  const input = { idempotencyKey: 'k', text: 'u2', conversationId: 'c1', parentId: 'a1' };
  await client.mutation(SendMessage, { input }).toPromise();

  expect(thread('c1')).toEqual(['u1', 'a1', 'u3', 'a3']);
});

test('a deleted chat leaves the list before the server has answered, and comes back if it refuses', async () => {
  let isRefused = true;
  const { client, listed } = world({
    viewer: viewerWith('a', 'b'),
    deleteConversations: () => {
      if (isRefused) throw new Error('refused');
      return { __typename: 'DeleteConversationsPayload', deletedConversationIds: ['a'] };
    },
  });
  await client.query(Conversations, { first: 30 }).toPromise();

  const refused = client.mutation(DeleteConversations, { input: { conversationIds: ['a'] } }).toPromise();
  expect(listed()).toEqual(['b']);
  await refused;
  expect(listed()).toEqual(['a', 'b']);

  isRefused = false;
  await client.mutation(DeleteConversations, { input: { conversationIds: ['a'] } }).toPromise();
  expect(listed()).toEqual(['b']);
});

test('a new title shows before the server has answered', async () => {
  const { client } = world({
    node: conversation('c1'),
    updateConversation: { __typename: 'UpdateConversationPayload', conversation: conversation('c1') },
  });
  await client.query(ConversationHead, { id: 'c1' }).toPromise();

  const input = { conversationId: 'c1', title: 'Mine' };
  const renaming = client.mutation(RenameConversation, { input }).toPromise();

  expect(client.readQuery(ConversationHead, { id: 'c1' })?.data?.node).toMatchObject({ title: 'Mine' });
  await renaming;
});
