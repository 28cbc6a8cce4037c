import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { readEnv } from '../../api/platform/env.ts';
import type { Person } from '../support/person.ts';
import { world } from '../support/world.ts';

/** Which pages may ask what, with which credential, on which transport. */

const CORS_ORIGINS = 'https://a.example, https://b.example:8443';
const viewerQuery = '{ viewer { displayName } }';

type Headers = Record<string, string>;
/** Who the server takes the asker for, or that it refuses. */
type Outcome = 'Ann' | 'nobody' | 'refused';

const origins: Record<string, (url: string) => string | null> = {
  trusted: (url) => new URL(url).origin,
  listed: () => 'https://a.example',
  'listed with a port': () => 'https://b.example:8443',
  missing: () => null,
  evil: () => 'https://evil.example',
  null: () => 'null',
  'look-alike with more behind': () => 'https://a.example.evil.example',
  'look-alike with more before': () => 'https://evil-a.example',
  'look-alike in capitals': () => 'https://A.example',
  'look-alike without TLS': () => 'http://a.example',
  'look-alike at another port': () => 'https://b.example',
  'look-alike with a path': () => 'https://a.example/',
};

const credentials: Record<string, (ann: Person, program: Person) => Headers> = {
  cookie: (ann) => ann.credentials(),
  token: (_ann, program) => program.credentials(),
  both: (ann, program) => ({ ...ann.credentials(), ...program.credentials() }),
  'no credential': () => ({}),
};

const served: Record<string, Record<string, Outcome>> = {
  trusted: { cookie: 'Ann', token: 'Ann', 'no credential': 'nobody' },
  missing: { cookie: 'Ann', token: 'Ann', 'no credential': 'nobody' },
  listed: { cookie: 'refused', token: 'Ann', 'no credential': 'nobody' },
  'listed with a port': { cookie: 'refused', token: 'Ann', 'no credential': 'nobody' },
};

const transports: Record<string, (url: string, headers: Headers) => Promise<Outcome>> = {
  POST: async (url, headers) => {
    const body = JSON.stringify({ query: viewerQuery });
    const type = { 'content-type': 'application/json' };
    return read(
      await fetch(`${url}/graphql`, { method: 'POST', headers: { ...type, ...headers }, body }),
      headers,
    );
  },
  GET: async (url, headers) =>
    read(await fetch(`${url}/graphql?query=${encodeURIComponent(viewerQuery)}`, { headers }), headers),
  WebSocket: (url, headers) =>
    new Promise((resolve) => {
      const address = `${url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(address, 'graphql-transport-ws', { headers });
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (text) => {
        const { type, payload } = JSON.parse(String(text));
        if (type === 'connection_ack')
          socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: viewerQuery } }));
        if (type !== 'next') return;
        socket.terminate();
        resolve(payload.data.viewer?.displayName ?? 'nobody');
      });
      socket.on('error', () => resolve('refused'));
      socket.on('close', () => resolve('refused'));
    }),
};

async function read(response: Response, { origin }: Headers): Promise<Outcome> {
  const isListed = origin !== undefined && CORS_ORIGINS.split(', ').includes(origin);
  expect(response.headers.get('access-control-allow-origin')).toBe(isListed ? origin : null);
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  expect(response.headers.get('vary')).toMatch(/\borigin\b/);
  const { data, errors } = await response.json();
  if (response.status === 401) return 'refused';
  if (response.status !== 403) return data.viewer?.displayName ?? 'nobody';
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  return 'refused';
}

test('each origin gets on each transport, with each credential, exactly what it may', async () => {
  const { ann, url } = await world({ env: { CORS_ORIGINS } });
  const program = await ann.program();
  const [found, expected]: Record<string, Outcome>[] = [{}, {}];

  for (const [name, make] of Object.entries(origins)) {
    for (const [credential, headersOf] of Object.entries(credentials)) {
      const origin = make(url);
      const headers = { ...headersOf(ann, program), ...(origin === null ? {} : { origin }) };
      for (const [transport, ask] of Object.entries(transports)) {
        const cell = `${name}, ${credential}, ${transport}`;
        found![cell] = await ask(url, headers);
        expected![cell] = served[name]?.[credential] ?? 'refused';
      }
    }
  }

  expect(found).toEqual(expected);
});

const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

test('a preflight of a listed origin is answered, of any other refused, and sign-in is for no other origin', async () => {
  const { url } = await world({ env: { CORS_ORIGINS } });

  const listed = await preflight(`${url}/graphql`, 'https://a.example');
  const evil = await preflight(`${url}/graphql`, 'https://evil.example');
  const signIn = await preflight(`${url}/api/auth/sign-in/email`, 'https://a.example');
  const schema = await fetch(`${url}/schema.graphql`, { headers: { origin: 'https://a.example' } });

  expect(listed.status).toBe(204);
  expect(listed.headers.get('access-control-allow-origin')).toBe('https://a.example');
  expect(listed.headers.get('access-control-allow-methods')).toBe('GET, POST');
  expect(listed.headers.get('access-control-allow-headers')).toMatch(/authorization, content-type/);
  expect(listed.headers.get('access-control-expose-headers')).toMatch(/ratelimit-remaining.*x-request-id/);
  expect(evil.status).toBe(403);
  for (const { headers } of [evil, signIn]) expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(signIn.status).toBe(403);
  expect(schema.headers.get('access-control-allow-origin')).toBe('https://a.example');
});

test('without a list there is no header of CORS at all', async () => {
  const { url } = await world();

  const answers = [
    await preflight(`${url}/graphql`, 'https://a.example'),
    await fetch(`${url}/schema.graphql`, { headers: { origin: 'https://a.example' } }),
  ];

  for (const { headers } of answers)
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a list of origins that is not exact is refused at the start', () => {
  for (const list of [
    '*',
    'null',
    'https://*.example',
    'https://a.example/',
    'a.example',
    'https://a.example,',
  ])
    expect(() => readEnv({ CORS_ORIGINS: list }), list).toThrow(/CORS_ORIGINS must be exact origins/);
  expect(readEnv({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example:8443']);
});
