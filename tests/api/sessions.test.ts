import { expect, test } from 'vitest';
import { deviceName } from '../../api/user/device-name.ts';
import { latestEvent } from '../support/feed.ts';
import { followDocument, type Person } from '../support/person.ts';
import { rawStream } from '../support/raw-stream.ts';
import { cranked } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Where one is signed in, and ending it from elsewhere. */

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const list = `{ viewer { sessions { totalCount nodes {
  id deviceName ipAddress createdAt lastUsedAt expiresAt current
} } } }`;

const sessionsOf = async (person: Person) => (await person.asks(list)).viewer.sessions;

/** The same person at another device. */
async function elsewhere(person: Person, userAgent = firefox): Promise<Person> {
  const other = person.at(person.url);
  other.cookie = null;
  const credentials = { email: person.email, password: 'correct horse' };
  await other.auth('/sign-in/email', credentials, { 'user-agent': userAgent });
  return other;
}

const secrets = ({ sql }: World) => sql<{ token: string }>('SELECT token FROM session');

/** Resolves to the code with which the server closes a socket that follows a generation. */
function closeCode(person: Person, generation: string): { isOpen: Promise<void>; code: Promise<number> } {
  const open = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  const socket = person.socket({
    on: { closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  const sink = { next: () => open.resolve(), error() {}, complete() {} };
  socket.subscribe({ query: followDocument, variables: { id: generation } }, sink);
  return { isOpen: open.promise, code: closed.promise };
}

const within = async <Value>(ms: number, promise: Promise<Value>): Promise<Value> => {
  const late = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms),
  );
  return Promise.race([promise, late]);
};

test('the list tells devices apart, last used first, and never shows a secret', async () => {
  const here = await world();
  const other = await elsewhere(here.ann);
  await here.sql(`UPDATE session SET last_used_at = now() - interval '1 hour' WHERE user_agent = $1`, [
    firefox,
  ]);

  const { totalCount, nodes } = await sessionsOf(here.ann);

  expect(totalCount).toBe(2);
  expect(nodes).toMatchObject([
    { current: true, ipAddress: '127.0.0.1' },
    { current: false, deviceName: 'Firefox · Linux', ipAddress: '127.0.0.1' },
  ]);
  for (const { createdAt, expiresAt } of nodes) {
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeGreaterThan(29 * 24 * 60 * 60_000);
  }
  expect((await sessionsOf(other)).nodes.map(({ current }: any) => current)).toEqual([true, false]);
  const said = JSON.stringify([nodes, await here.ann.graphql('{ viewer { sessions { nodes { token } } } }')]);
  for (const { token } of await secrets(here)) expect(said).not.toContain(token);
});

test('the list comes in pages', async () => {
  const { ann } = await world();
  await elsewhere(ann);
  const document = `query ($after: String) { viewer { sessions(first: 1, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor }
  } } }`;

  const first = (await ann.asks(document)).viewer.sessions;
  const second = (await ann.asks(document, { after: first.pageInfo.endCursor })).viewer.sessions;

  expect([first, second].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, false]);
  expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(2);
});

test('a use is noted once a minute, and a session that has ended by itself is in no list', async () => {
  const { ann, sql } = await world();
  const old = await elsewhere(ann);
  await sql(`UPDATE session SET last_used_at = now() - interval '2 hours'`);
  await sql(`UPDATE session SET expires_at = now() - interval '1 s' WHERE user_agent = $1`, [firefox]);

  await ann.asks('{ viewer { id } }');
  await expect
    .poll(() => sql(`SELECT FROM session WHERE last_used_at > now() - interval '10 s'`))
    .toHaveLength(1);
  await sql(`UPDATE session SET last_used_at = now() - interval '30 s'`);
  const { nodes } = await sessionsOf(ann);

  expect(nodes).toHaveLength(1);
  expect(Date.now() - Date.parse(nodes[0].lastUsedAt)).toBeGreaterThan(25_000);
  expect(await old.asks('{ viewer { id } }')).toEqual({ viewer: null });
});

test('a revoked session is out at once: its cookie, its socket and its event stream, at any replica', async () => {
  const { ann, upstream, replica } = await world();
  upstream.script(cranked());
  const { generation } = await ann.sends();
  const other = await elsewhere(ann);
  const { url } = await replica();
  const socket = closeCode(other, generation);
  const far = closeCode(other.at(url), generation);
  const sse = other.follows(generation, { over: 'sse' });
  await Promise.all([socket.isOpen, far.isOpen, sse.until(() => sse.events.length > 0, 'the snapshot')]);
  const { nodes } = await sessionsOf(ann);
  const { id } = nodes.find(({ current }: any) => !current);

  const done = await ann.does('revokeSession', { sessionId: id }, 'revokedSessionId');
  const codes = await within(1_000, Promise.all([socket.code, far.code, sse.closed()]));

  expect(done.revokedSessionId).toBe(id);
  expect(codes.slice(0, 2)).toEqual([4403, 4403]);
  expect(await other.asks('{ viewer { id } }')).toEqual({ viewer: null });
  expect((await sessionsOf(ann)).totalCount).toBe(1);
});

test('a feed over SSE that has had nothing to say ends, too', async () => {
  const { ann } = await world();
  const other = await elsewhere(ann);
  const feed = rawStream(other, 'sse', 'subscription { viewerEvents { __typename } }');
  await feed.says(':');

  await ann.does('revokeOtherSessions', { confirm: true }, '__typename');

  await within(1_000, feed.ends());
});

test('revoking all others keeps the one that asks, and touches nobody else’s', async () => {
  const { ann, bob } = await world();
  const [first, second] = [await elsewhere(ann), await elsewhere(ann, 'curl/8.9')];
  const after = await latestEvent(bob);

  const done = await ann.does('revokeOtherSessions', { confirm: true }, 'revokedSessionIds');

  expect(done.revokedSessionIds).toHaveLength(2);
  for (const gone of [first, second]) expect(await gone.asks('{ viewer { id } }')).toEqual({ viewer: null });
  expect((await sessionsOf(ann)).nodes).toMatchObject([{ current: true }]);
  expect(await latestEvent(bob)).toBe(after);
  const refused = await ann.does('revokeOtherSessions', { confirm: false }, 'revokedSessionIds');
  expect(refused.code).toBe('VALIDATION');
});

test('somebody else’s session is NOT_FOUND and stays, also for an administrator', async () => {
  const here = await world();
  const [{ id }] = (await sessionsOf(here.bob)).nodes;
  const before = await secrets(here);

  const tries = [id, 'nonsense', (await here.ann.asks('{ viewer { id } }')).viewer.id].map((sessionId) =>
    here.ann.does('revokeSession', { sessionId }, '__typename'),
  );

  expect((await Promise.all(tries)).map(({ code }) => code)).toEqual(Array(3).fill('NOT_FOUND'));
  expect((await here.ann.asks('query ($id: ID!) { node(id: $id) { id } }', { id })).node).toBeNull();
  expect(await secrets(here)).toEqual(before);
  const { errors } = await here
    .stranger()
    .graphql('mutation { revokeOtherSessions(input: { confirm: true }) { __typename } }');
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('revoking the session that asks is answered, and signs it out', async () => {
  const { ann } = await world();

  for (let round = 0; round < 3; round += 1) {
    const other = await elsewhere(ann);
    const [{ id }] = (await sessionsOf(other)).nodes.filter(({ current }: any) => current);
    expect(await other.does('revokeSession', { sessionId: id }, 'revokedSessionId')).toMatchObject({
      revokedSessionId: id,
    });
    expect(await other.asks('{ viewer { id } }')).toEqual({ viewer: null });
  }
});

test('two that revoke the same session: one does, the other finds nothing', async () => {
  const { ann } = await world();
  const other = await elsewhere(ann);
  const [{ id }] = (await sessionsOf(other)).nodes.filter(({ current }: any) => current);

  const results = await Promise.all(
    Array.from({ length: 6 }, () => ann.does('revokeSession', { sessionId: id }, '__typename')),
  );

  expect(results.filter(({ code }) => code === 'NOT_FOUND')).toHaveLength(5);
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Chrome · Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Safari · iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    'Safari · macOS',
  ],
  ['curl/8.14.1', 'curl/8.14.1'],
  [`odd\u202e\t ${'x'.repeat(500)}`, `odd ${'x'.repeat(76)}`],
  ['', null],
])('the device behind %j is %j', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
