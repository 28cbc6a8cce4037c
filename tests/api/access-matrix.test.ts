import { randomUUID } from 'node:crypto';
import { type GraphQLInputType, getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { schema } from '../../api/server/schema.ts';
import { ask, transports } from '../support/ask.ts';
import { type Everything, everything } from '../support/everything.ts';
import { latestEvent } from '../support/feed.ts';
import type { Person } from '../support/person.ts';
import { rawStream } from '../support/raw-stream.ts';
import { fillWith, type Ids, linkToken, rowsOfAll, textColumns } from '../support/secrets.ts';
import { type World, world } from '../support/world.ts';

/**
 * Who sees and changes what: every field, argument, mutation and subscription of the schema, by the owner, by somebody
 * else, and by nobody. It is made from the schema; what is new there fails here until it has a place in these tables.
 */
const word = 'xyzzyplover';
const period = 'from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", bucket: MONTH';

/** How to ask for a field that takes arguments; an empty string for without. */
const given: Record<string, string> = {
  'User.conversations': 'first: 10',
  'User.feedback': '',
  'User.presets': '',
  'User.projects': '',
  'User.sessions': '',
  'User.apiTokens': '',
  'User.webhooks': '',
  'Webhook.deliveries': '',
  'ApiToken.usage': period,
  'User.usage': period,
  'User.usageEntries': '',
  'UsageReport.conversations': '',
  'Conversation.thread': 'last: 20',
  'Conversation.messages': '',
  'Conversation.outline': '',
  'Conversation.context': '',
  'SharedConversation.messages': '',
};

/** What an ID in an argument or in an input names; an event's number names nothing but the viewer's own. */
const kinds: Record<string, string> = {
  'User.conversations(projectId)': 'Project',
  'Conversation.thread(leafId)': 'Message',
  'Conversation.thread(around)': 'Message',
  'Conversation.context(leafId)': 'Message',
  'Conversation.context(modelId)': 'Model',
  'Query.node(id)': 'any',
  'Query.nodes(ids)': 'any',
  'Subscription.generation(id)': 'Generation',
  'Subscription.viewerEvents(after)': 'event',
  conversationId: 'Conversation',
  conversationIds: 'Conversation',
  messageId: 'Message',
  parentId: 'Message',
  activeMessageId: 'Message',
  projectId: 'Project',
  presetId: 'Preset',
  generationId: 'Generation',
  sessionId: 'Session',
  apiTokenId: 'ApiToken',
  webhookId: 'Webhook',
  deliveryId: 'WebhookDelivery',
  shareLinkId: 'ShareLink',
  leafId: 'Message',
  userId: 'User',
  modelId: 'Model',
};

/** Arguments with the ID of somebody else's object, on an object of one's own. */
const foreign: Record<string, (id: string) => string> = {
  'User.conversations(projectId)': (id) => `filter: { projectId: "${id}" }`,
  'Conversation.thread(leafId)': (id) => `last: 20, leafId: "${id}"`,
  'Conversation.thread(around)': (id) => `last: 20, around: "${id}"`,
  'Conversation.context(leafId)': (id) => `leafId: "${id}"`,
};

type Input = Record<string, unknown>;

/** An input that somebody may send who has these IDs; the ID under test takes the place of his own. */
const inputs: Record<string, (mine: Ids, tested?: string) => Input> = {
  sendMessage: (mine, tested) => ({
    ...keyed(),
    text: 'Hi',
    ...(tested === 'parentId' ? { conversationId: mine.Conversation![0] } : {}),
  }),
  editMessage: (mine) => ({ ...keyed(), messageId: mine.Message![0], text: 'Hi' }),
  reviseMessage: (mine) => ({ ...keyed(), messageId: mine.Message![0], text: 'Ho' }),
  regenerateMessage: (mine) => ({ ...keyed(), messageId: mine.Message![1] }),
  continueMessage: (mine) => ({ ...keyed(), messageId: mine.Message![1] }),
  forkConversation: (mine) => ({ ...keyed(), messageId: mine.Message![1], include: 'VISIBLE_PATH' }),
  stopGeneration: (mine) => ({ generationId: mine.Generation![0] }),
  rateMessage: (mine) => ({ messageId: mine.Message![1], rating: 'DOWN', note: 'Hm' }),
  updateConversation: (mine) => ({ conversationId: mine.Conversation![0], title: 'Changed' }),
  organizeConversations: (mine) => ({ conversationIds: mine.Conversation, pinned: true }),
  moveConversations: (mine) => ({ conversationIds: mine.Conversation, projectId: mine.Project![0] }),
  deleteConversation: (mine) => ({ conversationId: mine.Conversation![0] }),
  deleteConversations: (mine) => ({ conversationIds: mine.Conversation, permanently: true }),
  restoreConversations: (mine) => ({ conversationIds: mine.Conversation }),
  emptyTrash: () => ({ confirm: true }),
  createProject: () => ({ name: 'New' }),
  updateProject: (mine) => ({ projectId: mine.Project![0], name: 'Changed', instructions: 'Changed' }),
  deleteProject: (mine) => ({ projectId: mine.Project![0] }),
  restoreProject: (mine) => ({ projectId: mine.Project![0] }),
  createPreset: () => ({ name: 'New', text: 'New' }),
  updatePreset: (mine) => ({ presetId: mine.Preset![0], text: 'Changed' }),
  deletePreset: (mine) => ({ presetId: mine.Preset![0] }),
  restorePreset: (mine) => ({ presetId: mine.Preset![0] }),
  updateProfile: () => ({ displayName: 'Changed' }),
  revokeSession: (mine) => ({ sessionId: mine.Session![0] }),
  revokeOtherSessions: () => ({ confirm: true }),
  createShareLink: (mine) => ({ leafId: mine.Message![1] }),
  revokeShareLink: (mine) => ({ shareLinkId: mine.ShareLink![0] }),
  createWebhook: () => ({ url: 'https://webhook.invalid/', events: ['PROJECT_CHANGED'] }),
  updateWebhook: (mine) => ({ webhookId: mine.Webhook![0], url: 'https://changed.invalid/' }),
  rotateWebhookSecret: (mine) => ({ webhookId: mine.Webhook![0] }),
  sendTestEvent: (mine) => ({ webhookId: mine.Webhook![0] }),
  replayDelivery: (mine) => ({ deliveryId: mine.WebhookDelivery![0] }),
  deleteWebhook: (mine) => ({ webhookId: mine.Webhook![0] }),
  createApiToken: () => ({ name: 'More', scopes: ['READ'] }),
  updateApiTokenBudget: (mine) => ({ apiTokenId: mine.ApiToken![0], monthlyTokens: 5 }),
  revokeApiToken: (mine) => ({ apiTokenId: mine.ApiToken![0] }),
  updateUser: (mine) => ({ userId: mine.User![0], monthlyTokens: 5 }),
  // The last one: nothing of its caller is left after it.
  deleteAccount: () => ({ email: 'bob@example.org', password: 'correct horse' }),
};
const keyed = () => ({ idempotencyKey: randomUUID() });

const queries: Record<string, (ids: Ids) => string> = {
  viewer: () => `viewer ${all.of('User')}`,
  models: () => `models ${all.of('Model')}`,
  server: () => `server ${all.of('ServerInfo')}`,
  rateLimit: () => `rateLimit ${all.of('RateLimit')}`,
  users: () => `users(first: 50) ${all.of('UserConnection')}`,
  sharedConversation: () => shared('A'.repeat(22)),
  search: () => `search(query: "${word}", first: 50) ${all.of('SearchHitConnection')}`,
  node: ({ Message: [id = ''] = [] }: Ids) => `node(id: "${id}") ${all.of('Node')}`,
  nodes: (ids) => `nodes(ids: ${JSON.stringify(Object.values(ids).flat())}) { __typename id }`,
};

const shared = (token: string) => `sharedConversation(token: "${token}") ${all.of('SharedConversation')}`;

const subscriptions: Record<string, (ids: Ids) => string> = {
  generation: ({ Generation: [id = ''] = [] }: Ids) => `generation(id: "${id}") ${all.of('GenerationEvent')}`,
  viewerEvents: () => `viewerEvents(after: "event-0") ${all.of('ViewerEvent')}`,
};

/** What administrators do to others, on purpose: tests/api/budgets.test.ts. */
const administrators = ['updateUser', 'updateApiTokenBudget'];

/** Text that is no person's words. */
const nobodysWords = [
  'conversation.folded_title',
  'conversation.model_name',
  'generation.model_name',
  'idempotency_key.fingerprint',
  'idempotency_key.key',
  'preset.model_name',
  'project.model_name',
  'share_link.token',
  'usage_entry.model_name',
  'user.email',
  'user.image',
  'webhook.secret',
];

const all: Everything = everything(schema, given);
const resultOf = (mutation: string): string =>
  getNamedType(schema.getMutationType()!.getFields()[mutation]!.type).name;
const fieldsOf = (name: string) => Object.values((schema.getType(name) as any).getFields()) as any[];
const idsIn = (list: readonly any[]): any[] =>
  list.filter(({ type }) => getNamedType(type as GraphQLInputType).name === 'ID');
const nodeTypes = schema.getPossibleTypes(schema.getType('Node') as any).map(({ name }) => name);

const mutate = (name: string) => {
  const Name = name[0]!.toUpperCase() + name.slice(1);
  const result = resultOf(name);
  return `mutation Try($input: ${Name}Input!) { ${name}(input: $input) ${all.of(result)} }`;
};

/** Every mutation with one of these IDs in the place of each ID that it takes. */
function intrusions(mine: Ids, theirs: Ids): { name: string; at: string; input: Input }[] {
  return Object.keys(inputs).flatMap((name) => {
    const input = getNamedType(schema.getMutationType()!.getFields()[name]!.args[0]!.type);
    if (!isInputObjectType(input)) throw new Error(`${name} takes no input`);
    return idsIn(Object.values(input.getFields())).flatMap(({ name: field, type }) =>
      (theirs[kinds[field]!] ?? []).flatMap((id) => {
        const given = inputs[name]!(mine, field);
        const values = String(type).startsWith('[') ? [[id], [...(given[field] as string[]), id]] : [id];
        return values.map((value) => ({ name, at: `${name}.${field}`, input: { ...given, [field]: value } }));
      }),
    );
  });
}

/** Waits until titles and endings are written: nothing changes by itself any more. */
async function quiet(here: World) {
  let last = '';
  const isSame = async () => {
    const before = last;
    last = JSON.stringify(await rowsOfAll(here));
    return last === before;
  };
  await expect.poll(isSame, { interval: 300, timeout: 15_000 }).toBe(true);
  return rowsOfAll(here);
}

async function two(owner: 'ann' | 'bob') {
  const here = await world();
  const [whose, reader] = owner === 'ann' ? [here.ann, here.bob] : [here.bob, here.ann];
  const mine = await fillWith(here, reader, 'harmless');
  const theirs = await fillWith(here, whose, word);
  return { here, owner: whose, reader, mine, theirs };
}

/** Somebody whose session has ended, with the cookie of it. */
async function ended(owner: Person): Promise<Person> {
  const other = owner.at(owner.url);
  await other.auth('/sign-in/email', { email: owner.email, password: 'correct horse' });
  const { cookie } = other;
  expect(cookie).not.toBe(owner.cookie);
  await other.auth('/sign-out', {});
  other.cookie = cookie;
  return other;
}

const place = (what: string, table: string) =>
  `${what} has no place in the access matrix: add it to \`${table}\` in tests/api/access-matrix.test.ts.`;

beforeAll(() => {
  for (const name of nodeTypes) all.of(name);
  for (const name of Object.keys(inputs)) all.of(resultOf(name));
  for (const table of [queries, subscriptions]) for (const make of Object.values(table)) make({});
});

test('whatever the schema has stands in the matrix', async () => {
  const here = await world();
  const missing: string[] = [];
  const tables = { Query: queries, Mutation: inputs, Subscription: subscriptions };
  for (const [root, table] of Object.entries(tables)) {
    for (const { name } of fieldsOf(root)) {
      const where = { Query: 'queries', Mutation: 'inputs', Subscription: 'subscriptions' }[root]!;
      if (!(name in table)) missing.push(place(`${root}.${name}`, where));
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type) && /Input$/.test(type.name)) {
      for (const { name } of idsIn(Object.values(type.getFields()))) {
        if (!(name in kinds)) missing.push(place(`${type.name}.${name}`, 'kinds'));
      }
    }
    if (!isObjectType(type) || type.name.startsWith('__') || type.name === 'Mutation') continue;
    for (const field of fieldsOf(type.name)) {
      const at: string = `${type.name}.${field.name}`;
      const isRoot = type.name in tables;
      if (!isRoot && !all.asked.has(at))
        missing.push(`${at} is asked for by no document of the access matrix.`);
      for (const name of idsIn(field.args.flatMap(flat)).map((arg) => arg.name)) {
        const arg = `${at}(${name})`;
        if (!(arg in kinds)) missing.push(place(arg, 'kinds'));
        else if (!isRoot && kinds[arg] !== 'Model' && !(arg in foreign)) missing.push(place(arg, 'foreign'));
      }
    }
  }
  expect(missing).toEqual([]);

  await fillWith(here, here.ann, word);
  for (const at of await textColumns(here)) {
    const [table, column] = at.split('.');
    const rows = await here.sql(`SELECT FROM "${table}" WHERE "${column}" LIKE '%${word}%'`);
    if (rows.length > 0 || nobodysWords.includes(at)) continue;
    missing.push(
      `${at} is a new column of text: plant the word in it in tests/support/secrets.ts, so that the access matrix looks for it, or say in \`nobodysWords\` that it holds no person's words.`,
    );
  }
  expect(missing).toEqual([]);
});

/** An argument, or the fields of one that is an input object. */
const flat = (arg: any): any[] => {
  const type = getNamedType(arg.type);
  return isInputObjectType(type) ? Object.values(type.getFields()) : [arg];
};

/** Every document that somebody can ask with another's IDs. */
function documents(mine: Ids, theirs: Ids): { at: string; document: string }[] {
  const list = Object.entries(queries).map(([at, make]) => ({ at, document: `{ ${make(theirs)} }` }));
  for (const type of nodeTypes) {
    for (const id of theirs[type] ?? []) {
      list.push({ at: `node ${type}`, document: `{ node(id: "${id}") { ... on ${type} ${all.of(type)} } }` });
    }
  }
  for (const [at, args] of Object.entries(foreign)) {
    const [field = '', type = ''] = [at.split('(')[0], at.split('.')[0]];
    for (const id of theirs[kinds[at]!]!) {
      const selection = all.of(type, 1, { [field]: args(id) });
      list.push({ at, document: `{ node(id: "${mine[type]![0]}") { ... on ${type} ${selection} } }` });
    }
  }
  return list;
}

for (const owner of ['ann', 'bob'] as const) {
  const who = owner === 'ann' ? 'a member' : 'an administrator';

  test(`no query shows ${who} what is another’s; the owner sees it`, async () => {
    const { owner: whose, reader, mine, theirs } = await two(owner);
    const secrets = [word, whose.email, ...Object.values(theirs).flat()];

    for (const { at, document } of documents(mine, theirs)) {
      const answer = await reader.graphql(document);
      const said = JSON.stringify(answer);
      expect(
        secrets.filter((secret) => said.includes(secret)),
        `${at}: ${said}`,
      ).toEqual([]);
      const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
      expect(
        codes.filter((code) => !['BAD_USER_INPUT', 'NOT_FOUND', 'FORBIDDEN'].includes(code)),
        `${at}: ${said}`,
      ).toEqual([]);
      if (at.startsWith('node'))
        expect([answer.data?.node, answer.data?.nodes].flat().filter(Boolean), at).toEqual([]);
    }

    for (const { at, document } of documents(theirs, theirs)) {
      const { data, errors } = await whose.graphql(document);
      // Of others, administrators may not see everything that a user has.
      if (!foreign[at] && at !== 'users') expect(errors, at).toBeUndefined();
      // A preset in the trash is shown to nobody; it can be brought back.
      const isShown = !document.includes(theirs.Preset![1]!);
      if (isShown && (at.startsWith('node ') || at === 'viewer' || at === 'search'))
        expect(JSON.stringify(data), at).toContain(word);
    }
  });

  test(`no mutation lets ${who} change what is another’s`, async () => {
    const { here, reader, mine, theirs } = await two(owner);
    const before = await quiet(here);
    const tries = intrusions(mine, theirs).filter(
      ({ name }) => owner === 'ann' || !administrators.includes(name),
    );

    for (const { name, at, input } of tries) {
      const { data, errors } = await reader.graphql(mutate(name), { input });
      expect({ at, errors, code: data?.[name]?.code }).toEqual({ at, code: 'NOT_FOUND' });
    }

    expect(tries.length).toBeGreaterThan(60);
    expect(await rowsOfAll(here)).toEqual(before);
  });
}

test('what concerns the viewer alone leaves everybody else’s rows as they are', async () => {
  const { here, reader, mine, theirs } = await two('ann');
  const [{ id: annId } = { id: '' }] = await here.sql<{ id: string }>(
    `SELECT id FROM "user" WHERE email = 'ann@example.org'`,
  );
  const ofAnn = (all: Record<string, string[]>) =>
    Object.fromEntries(
      Object.entries(all).map(([table, rows]) => [table, rows.filter((row) => row.includes(annId))]),
    );
  const before = ofAnn(await quiet(here));

  for (const name of Object.keys(inputs)) {
    const { data, errors } = await reader.graphql(mutate(name), { input: inputs[name]!(mine) });
    const said = JSON.stringify({ data, errors });
    expect(errors, said).toBeUndefined();
    expect(
      [word, ...Object.values(theirs).flat()].filter((secret) => said.includes(secret)),
      said,
    ).toEqual([]);
  }

  expect(ofAnn(await rowsOfAll(here))).toEqual(before);
});

test('nobody, and nobody any more, is shown or allowed anything', async () => {
  const { here, owner, mine, theirs } = await two('ann');
  const before = await quiet(here);

  for (const nobody of [here.stranger(), await ended(owner)]) {
    for (const { at, document } of documents(mine, theirs)) {
      const { data, errors } = await nobody.graphql(document);
      const said = JSON.stringify({ data, errors });
      expect(said, at).not.toContain(word);
      const isRefused = errors?.[0]?.extensions.code === 'UNAUTHENTICATED';
      const isNothing = Object.values(data ?? {})
        .flat()
        .every((value) => value === null);
      expect(isRefused || isNothing || at === 'server', `${at}: ${said}`).toBe(true);
    }
    for (const name of Object.keys(inputs)) {
      const { data, errors } = await nobody.graphql(mutate(name), { input: inputs[name]!(theirs) });
      expect({ name, data: data ?? null, code: errors?.[0]?.extensions.code }).toEqual({
        name,
        data: null,
        code: 'UNAUTHENTICATED',
      });
    }
    for (const over of ['websocket', 'sse'] as const) {
      for (const make of Object.values(subscriptions)) {
        const stream = rawStream(nobody, over, `subscription { ${make(theirs)} }`);
        await stream.says('UNAUTHENTICATED');
        expect(stream.said()).not.toContain(word);
      }
    }
  }

  expect(await rowsOfAll(here)).toEqual(before);
});

for (const over of transports) {
  test(`who knows the address of a share link reads that thread, and nothing else, over ${over}`, async () => {
    const { here, owner, mine, theirs } = await two('ann');
    const before = await quiet(here);
    const [link = '', endedLink = ''] = theirs.ShareLink!;
    const token = await linkToken(owner, link);
    const viewer = here.stranger();
    const says = async (document: string, variables = {}) => {
      const { data, errors } = await ask(viewer, over, { query: document, variables });
      return {
        data: data ?? null,
        code: errors?.[0]?.extensions.code,
        said: JSON.stringify({ data, errors }),
      };
    };

    const read = await says(`{ ${shared(token)} }`);
    const { title, messages } = read.data!.sharedConversation;
    expect([title, messages.nodes.map(({ text }: { text: string }) => text)]).toEqual([
      `${word} title`,
      [`${word} asks`, `You said: ${word} asks`],
    ]);
    const allowed = [`${word} title`, `You said: ${word} asks`, `${word} asks`];
    const rest = allowed.reduce((said, words) => said.replaceAll(words, ''), read.said);
    expect(
      [word, owner.email, ...Object.values(theirs).flat()].filter((each) => rest.includes(each)),
    ).toEqual([]);

    const shownElsewhere: string[] = [];
    for (const { at, document } of documents(mine, theirs)) {
      const { data, said } = await says(document);
      const isShown = Object.values(data ?? {})
        .flat()
        .some((value) => value !== null);
      if (said.includes(word) || (isShown && at !== 'server')) shownElsewhere.push(`${at}: ${said}`);
    }
    expect(shownElsewhere).toEqual([]);
    expect((await says(`{ ${shared(await linkToken(owner, endedLink))} }`)).data).toEqual({
      sharedConversation: null,
    });

    for (const name of Object.keys(inputs)) {
      const { data, code } = await says(mutate(name), { input: inputs[name]!(theirs) });
      expect({ name, data, code }).toEqual({ name, data: null, code: 'UNAUTHENTICATED' });
    }
    if (over !== 'http') {
      for (const make of Object.values(subscriptions))
        await rawStream(viewer, over, `subscription { ${make(theirs)} }`).says('UNAUTHENTICATED');
    }
    expect((await viewer.withToken(token).post({ query: '{ viewer { id } }' })).status).toBe(401);
    expect(await rowsOfAll(here)).toEqual(before);
  });
}

for (const over of ['websocket', 'sse'] as const) {
  test(`no subscription tells anybody what is another’s, over ${over}`, async () => {
    const { owner, reader, mine, theirs } = await two('ann');
    const after = await latestEvent(owner);
    const secrets = [word, ...Object.values(theirs).flat()];

    for (const id of theirs.Generation!) {
      const stream = rawStream(
        reader,
        over,
        `subscription { generation(id: "${id}") ${all.of('GenerationEvent')} }`,
      );
      await stream.says('NOT_FOUND');
      expect(stream.said()).not.toContain(word);
    }
    const feeds = [`"event-0"`, 'null', `"${after}"`].map((cursor) =>
      rawStream(reader, over, `subscription { viewerEvents(after: ${cursor}) ${all.of('ViewerEvent')} }`),
    );
    const owners = rawStream(
      owner,
      over,
      `subscription { viewerEvents(after: "${after}") ${all.of('ViewerEvent')} }`,
    );
    await feeds[0]!.says('ConversationChanged');
    await owner.does(
      'updateProject',
      { projectId: theirs.Project![0], name: `${word} renamed` },
      '__typename',
    );
    await owner.sends(`${word} more`);
    await owners.says('MessageAdded');
    await reader.does('updateProject', { projectId: mine.Project![0], name: 'the end' }, '__typename');
    for (const feed of [feeds[0]!, feeds[2]!]) {
      await feed.says('the end');
      expect(secrets.filter((secret) => feed.said().includes(secret))).toEqual([]);
    }
    expect(secrets.filter((secret) => feeds[1]!.said().includes(secret))).toEqual([]);
    expect(owners.said()).toContain(word);
  });
}

test('the trash and temporary chats are the owner’s to read, but in no list and in no search', async () => {
  const { owner, theirs } = await two('ann');
  const [, trashed = '', temporary = ''] = theirs.Conversation!;
  const lists = await owner.asks(`{
    viewer { conversations(first: 50) { totalCount nodes { id } } feedback { nodes { message { conversation { id } } } }
      usage(${period}) { conversations(first: 50) { conversation { id } } }
      projects { nodes { id } } presets { nodes { id } } }
    search(query: "${word}", first: 50) { edges { conversation { id } } }
    trash: viewer { conversations(filter: { inTrash: true }) { nodes { id } } }
  }`);

  const { nodes } = await owner.asks(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Conversation { title thread { nodes { text } } } } }',
    { ids: [trashed, temporary] },
  );

  for (const node of nodes)
    expect([node.title, node.thread.nodes[0].text]).toEqual([`${word} title`, `${word} asks`]);
  const { viewer, search, trash } = lists;
  expect(trash.conversations.nodes).toEqual([{ id: trashed }]);
  expect(JSON.stringify({ viewer, search })).not.toContain(trashed);
  expect(JSON.stringify({ list: viewer.conversations, search })).not.toContain(temporary);
  expect(viewer.conversations.totalCount).toBe(2);
  expect(viewer.projects.nodes).toEqual([{ id: theirs.Project![0] }]);
  expect(viewer.presets.nodes).toEqual([{ id: theirs.Preset![0] }]);
});
