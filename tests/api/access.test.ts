import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { followDocument, Person } from '../support/person.ts';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Who gets in, on each transport. */

test('the first account is the administrator and the next is not, also when they sign up at once', async () => {
  const { ann, bob, sql } = await world();

  const roles = [await ann.asks('{ viewer { role email } }'), await bob.asks('{ viewer { role email } }')];

  expect(roles.map(({ viewer }) => viewer)).toEqual([
    { role: 'ADMIN', email: 'ann@example.org' },
    { role: 'MEMBER', email: 'bob@example.org' },
  ]);
  expect(await sql(`SELECT FROM "user" WHERE role = 'ADMIN'`)).toHaveLength(1);
});

test('signing out ends the session, its cookie and its open socket', async () => {
  const { ann, upstream } = await world();
  upstream.script(cranked());
  const { generation } = await ann.sends();
  const closed = Promise.withResolvers<number>();
  const socket = ann.socket({ on: { closed: (event) => closed.resolve((event as { code: number }).code) } });
  socket.subscribe(
    { query: followDocument, variables: { id: generation } },
    { next() {}, error() {}, complete() {} },
  );
  const sse = ann.follows(generation, { over: 'sse' });
  await sse.until(() => sse.events.length > 0, 'the snapshot');
  const before = ann.cookie;

  const response = await ann.auth('/sign-out', {});
  const code = await closed.promise;
  await sse.closed();
  ann.cookie = before;

  expect(response.status).toBe(200);
  expect(code).toBe(4403);
  expect(await ann.asks('{ viewer { id } }')).toEqual({ viewer: null });
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { stranger } = await world();

  const wrong = await stranger().auth('/sign-in/email', {
    email: 'ann@example.org',
    password: 'wrong wrong',
  });
  const unknown = await stranger().auth('/sign-in/email', {
    email: 'nobody@example.org',
    password: 'wrong wrong',
  });

  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(await wrong.json()).toEqual(await unknown.json());
});

test('signing in with the right password works again after signing out', async () => {
  const { ann } = await world();
  await ann.auth('/sign-out', {});
  expect(ann.cookie).toBeNull();

  const response = await ann.auth('/sign-in/email', { email: ann.email, password: 'correct horse' });

  expect(response.status).toBe(200);
  expect((await ann.asks('{ viewer { displayName } }')).viewer.displayName).toBe('Ann');
});

test('SIGNUP=closed closes the door and says so', async () => {
  const { replica } = await world();
  const { url } = await replica({ SIGNUP: 'closed' });
  const eve = new Person(url, 'Eve', null);

  const response = await eve.auth('/sign-up/email', {
    name: 'Eve',
    email: eve.email,
    password: 'correct horse',
  });

  expect(response.status).toBe(400);
  expect((await response.json()).message).toMatch(/sign up is not enabled/i);
  expect(await eve.asks('{ server { signupsEnabled } }')).toEqual({ server: { signupsEnabled: false } });
});

test('the session cookie is HttpOnly and Lax, and bound to host and TLS under an https address', async () => {
  const { url, replica } = await world();
  const { local } = await replica({ APP_URL: 'https://chat.example.org' });
  const signIn = async (server: string, origin: string) => {
    const credentials = { email: 'ann@example.org', password: 'correct horse' };
    const response = await new Person(server, 'Ann', null).auth('/sign-in/email', credentials, { origin });
    return response.headers.getSetCookie()[0] ?? '';
  };

  const plain = await signIn(url, new URL(url).origin);
  const secure = await signIn(local, 'https://chat.example.org');

  expect(plain).toMatch(/^parley=.*; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(secure).toMatch(/^__Host-parley=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test('what needs a session refuses a stranger with UNAUTHENTICATED, on every transport', async () => {
  const { ann, stranger } = await world();
  const { generation } = await ann.sends();
  const eve = stranger();

  const models = await eve.graphql('{ models { name } }');
  const send = await eve.graphql(
    'mutation { sendMessage(input: { idempotencyKey: "k", text: "hi" }) { __typename } }',
  );
  const socket = await eve.follows(generation).failure();
  const sse = await eve
    .follows(generation, { over: 'sse' })
    .failure()
    .catch((error: Error) => error);

  expect(models.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(send.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(socket.extensions.code).toBe('UNAUTHENTICATED');
  expect(sse).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

for (const over of ['websocket', 'sse'] as const) {
  test(`A1: somebody else’s stream is NOT_FOUND, on open and on resume, over ${over}`, async () => {
    const { ann, bob, replica } = await world();
    const { url: other } = await replica();
    const { generation } = await ann.sends('Secret');

    for (const reader of [bob, bob.at(other)]) {
      for (const after of [null, 0, 1]) {
        const failure = await reader.follows(generation, { after, over }).failure();
        expect(failure.extensions.code).toBe('NOT_FOUND');
      }
    }
  });
}

test('A1: somebody else’s presets, opinions, usage, instructions and context are not there', async () => {
  const { ann, bob } = await world();
  const { conversation, generation, reply } = await ann.sends('Secret');
  await ann.follows(generation).end();
  await ann.asks(
    'mutation ($id: ID!) { rateMessage(input: { messageId: $id, rating: UP }) { __typename } }',
    {
      id: reply,
    },
  );
  await ann.asks('mutation { updateProfile(input: { instructions: "Mine." }) { __typename } }');
  const made = await ann.asks(
    'mutation { createPreset(input: { name: "Mine", text: "Secret" }) { ... on CreatePresetPayload { preset { id } } } }',
  );
  const { id: preset } = made.createPreset.preset;
  const { viewer: annHerself } = await ann.asks('{ viewer { id } }');

  const lists = await bob.asks(`{ viewer {
    instructions
    presets { totalCount nodes { id } }
    feedback { totalCount nodes { rating } }
    usage(from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z") { total { inputTokens } conversations { usage { inputTokens } } }
  } }`);
  const { nodes } = await bob.asks(
    `query ($ids: [ID!]!) { nodes(ids: $ids) {
      ... on User { instructions }
      ... on Preset { text }
      ... on Message { feedback { rating } }
      ... on Conversation { usage { inputTokens } context { usedTokens } }
    } }`,
    { ids: [annHerself.id, preset, reply, conversation] },
  );
  const codes = await bob.asks(
    `mutation ($message: ID!, $preset: ID!) {
      rateMessage(input: { messageId: $message, rating: DOWN }) { ...code }
      updatePreset(input: { presetId: $preset, text: "Yours" }) { ...code }
      deletePreset(input: { presetId: $preset }) { ...code }
      restorePreset(input: { presetId: $preset }) { ...code }
    } fragment code on UserError { code }`,
    { message: reply, preset },
  );

  expect(lists.viewer).toEqual({
    instructions: null,
    presets: { totalCount: 0, nodes: [] },
    feedback: { totalCount: 0, nodes: [] },
    usage: { total: { inputTokens: 0 }, conversations: [] },
  });
  expect(nodes).toEqual([null, null, null, null]);
  expect(Object.values(codes)).toEqual(Array(4).fill({ code: 'NOT_FOUND' }));
});

test('what is new for a signed-in person refuses a stranger', async () => {
  const { stranger } = await world();
  const eve = stranger();
  const mutations = [
    'updateProfile(input: { displayName: "Eve" })',
    'createPreset(input: { name: "a", text: "b" })',
    'deletePreset(input: { presetId: "x" })',
    'rateMessage(input: { messageId: "x", rating: UP })',
  ];

  for (const mutation of mutations) {
    const { errors } = await eve.graphql(`mutation { ${mutation} { __typename } }`);
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }
});

test('a cookie and a token at once are refused on HTTP and on the socket', async () => {
  const { ann } = await world();

  const response = await ann.post({ query: '{ viewer { id } }' }, { authorization: 'Bearer parley_x_y' });
  const code = await closeCode(ann, { connectionParams: { token: 'parley_x_y' } });

  expect(response.status).toBe(401);
  expect((await response.json()).errors[0].message).toMatch(/two credentials/i);
  expect(code).toBe(4401);
});

test('an unknown token is refused on HTTP and on the socket', async () => {
  const { stranger } = await world();

  const response = await stranger().post(
    { query: '{ viewer { id } }' },
    { authorization: 'Bearer nonsense' },
  );

  expect(response.status).toBe(401);
  expect(await closeCode(stranger(), { connectionParams: { token: 'nonsense' } })).toBe(4401);
});

function closeCode(person: Person, options: Parameters<Person['socket']>[0]): Promise<number> {
  return new Promise((resolve) => {
    const on = { closed: (event: unknown) => resolve((event as { code: number }).code) };
    const client = person.socket({ ...options, on });
    client.subscribe({ query: '{ viewer { id } }' }, { next() {}, error() {}, complete() {} });
  });
}

const origins: Record<string, (url: string) => [string, boolean]> = {
  'its own': (url: string) => [new URL(url).origin, true],
  'another site': () => ['https://evil.example', false],
  null: () => ['null', false],
  'a look-alike': (url: string) => [`${new URL(url).origin}.evil.example`, false],
  'another port': (url: string) => [`http://localhost:${Number(new URL(url).port) + 1}`, false],
};

for (const [name, make] of Object.entries(origins)) {
  test(`D9: a page from ${name} origin is ${name === 'its own' ? 'served' : 'refused'} by HTTP, sign-in and socket`, async () => {
    const { ann } = await world();
    const [origin, isGood] = make(ann.url);

    const query = await ann.post({ query: '{ viewer { id } }' }, { origin });
    const signOut = await ann
      .at(ann.url)
      .auth('/sign-in/email', { email: ann.email, password: 'correct horse' }, { origin });
    const opened = await opens(ann, origin);

    expect(query.status).toBe(isGood ? 200 : 403);
    expect(signOut.status).toBe(isGood ? 200 : 403);
    expect(opened).toBe(isGood);
  });
}

function opens(person: Person, origin: string): Promise<boolean> {
  const socket = new WebSocket(`${person.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { ...person.credentials(), origin },
  });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

test('mutations are not accepted as a form, by GET, or without a length', async () => {
  const { ann } = await world();
  const mutation = 'mutation { deleteConversation(input: { conversationId: "x" }) { __typename } }';

  const form = await ann.post(`query=${encodeURIComponent(mutation)}`, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const multipart = await ann.post('--x--', { 'content-type': 'multipart/form-data; boundary=x' });
  const plain = await ann.post(JSON.stringify({ query: mutation }), { 'content-type': 'text/plain' });
  const get = await fetch(`${ann.url}/graphql?query=${encodeURIComponent(mutation)}`, {
    headers: ann.credentials(),
  });

  expect([form.status, multipart.status, plain.status]).toEqual([415, 415, 415]);
  expect(get.status).toBe(405);
});

test('F2: a body of 10 MB is refused before it is read', async () => {
  const { ann } = await world();

  const response = await ann
    .post(JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(10_000_000)}` }))
    .catch(() => null);

  expect(response === null || response.status === 413).toBe(true);
  expect((await ann.post({ query: '{ viewer { id } }' })).status).toBe(200);
});

test('only the sign-in endpoints that Parley uses are reachable', async () => {
  const { ann } = await world();
  const paths = [
    '/list-sessions',
    '/change-email',
    '/delete-user',
    '/update-user',
    '/ok',
    '/error',
    '/request-password-reset',
    '',
  ];

  const statuses = await Promise.all(paths.map(async (path) => (await ann.auth(path, {})).status));

  expect(new Set(statuses)).toEqual(new Set([404]));
});

test('E1: an account cannot give itself a role', async () => {
  const { stranger } = await world();
  const eve = stranger();

  await eve.auth('/sign-up/email', {
    name: 'Eve',
    email: 'eve@example.org',
    password: 'correct horse',
    role: 'ADMIN',
  });

  const { viewer } = await eve.asks('{ viewer { role } }');
  expect(viewer?.role ?? 'MEMBER').toBe('MEMBER');
});

test('D6: sign-in attempts are counted per address, and a client cannot choose its address', async () => {
  const { replica } = await world();
  const direct = await replica();
  const proxied = await replica({ TRUST_PROXY: 'true' });
  const attempts = async (url: string) => {
    const statuses: number[] = [];
    for (let n = 1; n <= 6; n += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${n}`, 'x-parley-client-address': `10.0.1.${n}` };
      const credentials = { email: 'ann@example.org', password: 'wrong wrong' };
      statuses.push((await new Person(url, 'Eve', null).auth('/sign-in/email', credentials, headers)).status);
    }
    return statuses;
  };

  expect(await attempts(proxied.url)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(await attempts(direct.url)).toContain(429);
});

test('D6: sign-in attempts are counted per account, from however many addresses, whether or not there is one', async () => {
  const { replica } = await world();
  const { url } = await replica({ TRUST_PROXY: 'true' });
  const attempts = async (email: string, network: number) => {
    const statuses: number[] = [];
    for (let n = 1; n <= 22; n += 1) {
      const headers = { 'x-forwarded-for': `10.0.${network}.${n}` };
      const credentials = { email, password: 'wrong wrong' };
      statuses.push((await new Person(url, 'Eve', null).auth('/sign-in/email', credentials, headers)).status);
    }
    return statuses;
  };

  const asked = [...Array(20).fill(401), 429, 429];
  expect(await attempts('Ann@example.org', 1)).toEqual(asked);
  expect(await attempts('nobody@example.org', 2)).toEqual(asked);
});
