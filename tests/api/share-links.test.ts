import { expect, test } from 'vitest';
import { ask, transports } from '../support/ask.ts';
import { longThread } from '../support/long-thread.ts';
import type { Person } from '../support/person.ts';
import { cranked, echoes } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Public links: what they show, to whom, for how long. Who else may do what with them: tests/api/access-matrix. */

const document = `query Shared($token: String!, $first: Int = 100, $after: String) {
  sharedConversation(token: $token) {
    title sharedAt
    messages(first: $first, after: $after) {
      totalCount nodes { role text modelName } pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }
}`;

const tokenIn = (url: string) => url.split('/').at(-1)!;

const tries = (person: Person, leafId: string, expiresAt?: string) =>
  person.does(
    'createShareLink',
    { leafId, expiresAt },
    'shareLink { id url createdAt expiresAt leaf { id } }',
  );

async function shares(person: Person, leafId: string, expiresAt?: string) {
  const { shareLink } = await tries(person, leafId, expiresAt);
  return { id: shareLink.id as string, url: shareLink.url as string, token: tokenIn(shareLink.url) };
}

const opens = async (who: Person, token: string, page = {}) =>
  (await who.asks(document, { token, ...page })).sharedConversation;

const texts = async (who: Person, token: string) =>
  (await opens(who, token)).messages.nodes.map(({ text }: { text: string }) => text);

async function chat({ ann, upstream }: World, text = 'One', input = {}) {
  upstream.script(echoes());
  const sent = await ann.sends(text, input);
  await ann.follows(sent.generation).end();
  return sent;
}

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

test('a link shows the thread as it was: what is renamed, said, edited or answered anew later is not there', async () => {
  const here = await world();
  const { ann } = here;
  const first = await chat(here);
  const titled = { conversationId: first.conversation, title: 'A good title' };
  await ann.does('updateConversation', titled, '__typename');
  const { token } = await shares(ann, first.reply);
  const before = await opens(here.stranger(), token);

  await chat(here, 'Two', { conversationId: first.conversation });
  for (const [mutation, input] of [
    ['editMessage', { messageId: first.question, text: 'Other' }],
    ['regenerateMessage', { messageId: first.reply }],
  ] as const)
    await ann.follows((await ann.grows(mutation, input)).generation).end();
  await ann.does('updateConversation', { ...titled, title: 'A secret', systemPrompt: 'Rules' }, '__typename');

  expect(before).toEqual({
    title: 'A good title',
    sharedAt: expect.stringMatching(/^20/),
    messages: {
      totalCount: 2,
      nodes: [
        { role: 'USER', text: 'One', modelName: null },
        { role: 'ASSISTANT', text: 'You said: One', modelName: 'GPT-4.1' },
      ],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: expect.any(String) },
    },
  });
  expect(await opens(here.stranger(), token)).toEqual(before);
});

test('a link to a message in the middle shows what is above it, on its own branch', async () => {
  const here = await world();
  const first = await chat(here);
  const second = await chat(here, 'Two', { conversationId: first.conversation });
  const edited = await here.ann.grows('editMessage', { messageId: second.question, text: 'Instead' });
  await here.ann.follows(edited.generation).end();

  const inner = await shares(here.ann, second.question);
  const branch = await shares(here.ann, edited.reply);

  expect(await texts(here.bob, inner.token)).toEqual(['One', 'You said: One', 'Two']);
  expect(await texts(here.bob, branch.token)).toEqual([
    'One',
    'You said: One',
    'Instead',
    'You said: Instead',
  ]);
});

test('taken back, a link shows nothing at once, at every server and on every transport', async () => {
  const here = await world();
  const { reply } = await chat(here);
  const { id, token } = await shares(here.ann, reply);
  const kept = await shares(here.ann, reply);
  const { url } = await here.replica();
  const readers = [here.stranger(), here.stranger().at(url), here.bob, here.ann.at(url)];
  const read = () =>
    Promise.all(
      readers.flatMap((who) =>
        transports.map(
          async (over) => (await ask(who, over, { query: document, variables: { token } })).data,
        ),
      ),
    );
  for (const data of await read()) expect(data!.sharedConversation.messages.totalCount).toBe(2);

  expect(await here.ann.at(url).does('revokeShareLink', { shareLinkId: id }, 'revokedShareLinkId')).toEqual({
    __typename: 'RevokeShareLinkPayload',
    revokedShareLinkId: id,
  });

  for (const data of await read()) expect(data).toEqual({ sharedConversation: null });
  expect(await texts(here.stranger(), kept.token)).toHaveLength(2);
  expect(await here.ann.does('revokeShareLink', { shareLinkId: id }, '__typename')).toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a link ends when it was to end, and cannot end before it begins', async () => {
  const here = await world();
  const { reply, conversation } = await chat(here);

  expect(await tries(here.ann, reply, soon(-1_000))).toMatchObject({ code: 'VALIDATION' });
  const { token } = await shares(here.ann, reply, soon(3_600_000));
  expect(await texts(here.stranger(), token)).toHaveLength(2);
  await here.sql(`UPDATE share_link SET expires_at = now()`);

  expect(await opens(here.stranger(), token)).toBeNull();
  // Its owner still sees that it was there.
  expect(await linksOf(here.ann, conversation)).toHaveLength(1);
});

const linksOf = async (person: Person, id: string) => {
  const query =
    'query ($id: ID!) { node(id: $id) { ... on Conversation { shareLinks { id url expiresAt leaf { id } } } } }';
  return (await person.asks(query, { id })).node.shareLinks;
};

test('the link of a chat in the trash shows nothing, and works again when that is restored', async () => {
  const here = await world();
  const { reply, conversation } = await chat(here);
  const { token } = await shares(here.ann, reply);
  const one = { conversationIds: [conversation] };

  await here.ann.does('deleteConversations', one, '__typename');
  expect(await opens(here.stranger(), token)).toBeNull();
  expect(await tries(here.ann, reply)).toMatchObject({ code: 'CONFLICT' });
  await here.ann.does('restoreConversations', one, '__typename');
  expect(await texts(here.stranger(), token)).toHaveLength(2);

  await here.ann.does('deleteConversations', { ...one, permanently: true }, '__typename');
  expect(await opens(here.stranger(), token)).toBeNull();
  expect(await here.sql('SELECT FROM share_link')).toEqual([]);
});

test('an account takes its links with it', async () => {
  const here = await world();
  here.upstream.script(echoes());
  const { reply, generation } = await here.bob.sends('One');
  await here.bob.follows(generation).end();
  const { token } = await shares(here.bob, reply);
  expect(await texts(here.stranger(), token)).toHaveLength(2);

  await here.bob.does('deleteAccount', { email: here.bob.email, password: 'correct horse' }, '__typename');

  expect(await opens(here.stranger(), token)).toBeNull();
});

test('what cannot be shared says why: temporary chats, answers that are being written', async () => {
  const here = await world();
  const temporary = await chat(here, 'One', { temporary: true });
  const answer = cranked();
  here.upstream.script(answer);
  const running = await here.ann.sends('Long');

  expect(await tries(here.ann, temporary.reply)).toMatchObject({
    code: 'VALIDATION',
    message: expect.stringContaining('temporary'),
  });
  expect(await tries(here.ann, running.reply)).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('still being written'),
  });
  // What stands above it is final.
  const { token } = await shares(here.ann, running.question);
  await answer.say('More');
  await answer.ends();
  await here.ann.follows(running.generation).end();
  expect(await texts(here.stranger(), token)).toEqual(['Long']);
});

test('others can neither make, list, find nor take back a link; a token needs the scope', async () => {
  const here = await world();
  const { reply, conversation } = await chat(here);
  const { id } = await shares(here.ann, reply);
  const reader = await here.ann.program('READ');
  const input = (leafId: string) => ({
    query: `mutation { createShareLink(input: { leafId: "${leafId}" }) { __typename } }`,
  });

  expect(await tries(here.bob, reply)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await here.bob.does('revokeShareLink', { shareLinkId: id }, '__typename')).toMatchObject({
    code: 'NOT_FOUND',
  });
  const asked = `{ link: node(id: "${id}") { id } chat: node(id: "${conversation}") { ... on Conversation { shareLinks { id } } } }`;
  expect(await here.bob.asks(asked)).toEqual({ link: null, chat: null });
  for (const over of transports)
    expect((await ask(reader, over, input(reply))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await linksOf(reader, conversation)).toMatchObject([{ id, leaf: { id: reply } }]);
  const writer = await here.ann.program('CONVERSATIONS_READ', 'CONVERSATIONS_WRITE');
  expect((await tries(writer, reply)).__typename).toBe('CreateShareLinkPayload');
});

test('a chat has at most 25 links, however fast they are made; ended ones make room', async () => {
  const here = await world();
  const { reply, conversation } = await chat(here);

  const made = await Promise.all(Array.from({ length: 30 }, () => tries(here.ann, reply)));

  expect(made.filter(({ code }) => code === 'QUOTA_EXCEEDED')).toHaveLength(5);
  const links = await linksOf(here.ann, conversation);
  expect(links).toHaveLength(25);
  await here.sql('UPDATE share_link SET expires_at = now()');
  await shares(here.ann, reply);
  expect(await linksOf(here.ann, conversation)).toHaveLength(1);
});

test('an address ends in 128 random bits, and whatever is not exactly these opens nothing', async () => {
  const here = await world();
  const { reply } = await chat(here);
  const made = await Promise.all(Array.from({ length: 20 }, () => shares(here.ann, reply)));
  const tokens = made.map(({ token }) => token);
  const [token = ''] = tokens;

  expect(new Set(tokens).size).toBe(20);
  for (const each of tokens) {
    expect(each).toMatch(/^[\w-]{22}$/);
    expect(Buffer.from(each, 'base64url')).toHaveLength(16);
  }
  const near = [
    token.slice(1),
    `${token}A`,
    token.toUpperCase(),
    `${token.slice(0, -2)}%_`,
    '',
    '\0',
    'x'.repeat(100_000),
  ];
  for (const wrong of near) expect(await opens(here.stranger(), wrong)).toBeNull();
});

test('the address begins with the public one of the server, or else with the one that was asked', async () => {
  const here = await world();
  const { reply, conversation } = await chat(here);
  const named = await here.replica({ APP_URL: 'https://chat.example.org' });
  const { token } = await shares(here.ann, reply);
  const byNumber = here.url.replace('localhost', '127.0.0.1');

  for (const [server, origin] of [
    [here.url, here.url],
    [byNumber, byNumber],
    [named.local, 'https://chat.example.org'],
  ] as const) {
    const person = here.ann.at(server);
    // The cookie of a server on https has another name.
    const program = server === named.local ? (await here.ann.program('READ')).at(server) : person;
    const [link] = await linksOf(program, conversation);
    expect(link.url).toBe(`${origin}/share/${token}`);
  }
});

test('a thread of thousands is read a page at a time, whole and in order', async () => {
  const here = await world();
  const { leaf } = await longThread(here, { length: 2_345, text: (depth) => `message ${depth}` });
  const { token } = await shares(here.ann, leaf);
  const read: string[] = [];

  for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
    const { messages } = await opens(here.stranger(), token, { after });
    expect(messages.nodes.length).toBeLessThanOrEqual(100);
    expect(messages.totalCount).toBe(2_345);
    read.push(...messages.nodes.map(({ text }: { text: string }) => text));
    ({ hasNextPage, endCursor: after } = messages.pageInfo);
  }

  expect(read).toEqual(Array.from({ length: 2_345 }, (_, depth) => `message ${depth}`));
  for (const page of [{ first: 101 }, { first: 0 }, { after: 'nonsense' }]) {
    const { errors } = await here.stranger().graphql(document, { token, ...page });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('a page of long messages ends early, and the next one goes on there', async () => {
  const here = await world();
  const text = (depth: number) => `${depth} `.padEnd(depth === 20 ? 3_000_000 : 100_000, '€');
  const { leaf } = await longThread(here, { length: 30, text });
  const { token } = await shares(here.ann, leaf);
  const pages: string[][] = [];

  for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
    const { messages } = await opens(here.stranger(), token, { after });
    pages.push(messages.nodes.map((node: { text: string }) => node.text));
    ({ hasNextPage, endCursor: after } = messages.pageInfo);
  }

  expect(pages.flat()).toEqual(Array.from({ length: 30 }, (_, depth) => text(depth)));
  const sizes = pages.map((page) => Buffer.byteLength(page.join('')));
  expect(sizes.filter((size, at) => size > 1_048_576 && pages[at]!.length > 1)).toEqual([]);
  expect(pages.length).toBeLessThan(15);
});

test('readers without an account spend the points of their address, known links or not', async () => {
  const here = await world({ env: { RATE_LIMIT: '100' } });
  await here.sql(
    `SELECT pg_sleep(CASE WHEN s > 40 THEN 60.2 - s ELSE 0 END) FROM (SELECT extract(second FROM now())::float AS s) t`,
  );
  const guess = () => here.stranger().post({ query: document, variables: { token: 'A'.repeat(22) } });

  const statuses: number[] = [];
  for (let left = 60; left > 0; left -= 1) statuses.push((await guess()).status);

  // Three points each, for a page of a hundred.
  expect(statuses.filter((status) => status === 200)).toHaveLength(33);
  expect(statuses.at(-1)).toBe(429);
});
