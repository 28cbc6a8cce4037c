import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What goes over the line, before a client has unpacked it. */
function raw(person: Person, query: string, headers: Record<string, string>) {
  const body = JSON.stringify({ query });
  const { promise, resolve, reject } = Promise.withResolvers<{
    encoding: string | undefined;
    bytes: Buffer;
  }>();
  const asked = request(`${person.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      cookie: person.cookie ?? '',
      ...headers,
    },
  });
  asked.once('error', reject).once('response', async (response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    resolve({ encoding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) });
  });
  asked.end(body);
  return promise;
}

const long = `{ __schema { types { name description fields { name description } } } }`;
const short = `{ viewer { displayName } }`;

test('a long answer goes compressed to those who take that, and says the same', async () => {
  const { ann } = await world();

  const plain = await raw(ann, long, {});
  const packed = await raw(ann, long, { 'accept-encoding': 'br, gzip;q=0.5' });

  expect(plain.encoding).toBeUndefined();
  expect(packed.encoding).toBe('gzip');
  expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 3);
  expect(JSON.parse(gunzipSync(packed.bytes).toString())).toEqual(JSON.parse(plain.bytes.toString()));
});

test.each([
  ['a short answer', short, 'gzip'],
  ['an answer for who refuses it', long, 'gzip;q=0, identity'],
  ['an answer for who asks for something else', long, 'br'],
])('%s goes as it is', async (_name, query, accepted) => {
  const { ann } = await world();

  const { encoding, bytes } = await raw(ann, query, { 'accept-encoding': accepted });

  expect(encoding).toBeUndefined();
  expect(JSON.parse(bytes.toString()).data).toBeTruthy();
});

test('an event stream is never compressed, so that nothing of it is held back', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Word by word.'));
  const { generation } = await ann.sends('Slowly, please.');
  const subscription = `subscription { generation(id: "${generation}") { __typename } }`;

  const { encoding, bytes } = await raw(ann, subscription, {
    accept: 'text/event-stream',
    'accept-encoding': 'gzip',
  });

  expect(encoding).not.toBe('gzip');
  expect(bytes.toString()).toContain('GenerationEnded');
});
