import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getIntrospectionQuery, parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { createOperations } from '../../api/server/operations.ts';
import { ask, transports } from '../support/ask.ts';
import { followDocument } from '../support/person.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** ALLOW_ARBITRARY_OPERATIONS=false: nothing runs but what the web client and the operator's file ask for. */

const webOperations: Record<string, string> = JSON.parse(
  readFileSync('web/graphql/generated/operations.json', 'utf8'),
);
const [viewerId, viewerText] = Object.entries(webOperations).find(([, text]) =>
  /^query Viewer\b/.test(text),
)!;

function fileOf(operations: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'parley-operations-')), 'operations.json');
  writeFileSync(file, JSON.stringify(operations));
  return file;
}

/** A server that takes any operation, and one on the same database that does not. */
async function closed(own: Record<string, string> = {}) {
  const here = await world();
  const PERSISTED_OPERATIONS = fileOf(own);
  const { url } = await here.replica({ ALLOW_ARBITRARY_OPERATIONS: 'false', PERSISTED_OPERATIONS });
  return { ...here, url, insider: here.ann.at(url) };
}

const unknown = {
  'an operation of nobody’s': '{ viewer { id } }',
  'a mutation': 'mutation { deleteAccount(input: { password: "x" }) { __typename } }',
  'a subscription': 'subscription { viewerEvents { __typename } }',
  introspection: getIntrospectionQuery(),
  'a known operation with one more field': viewerText.replace('{', '{ again: __typename '),
  'a known operation beside another one': `${viewerText} query Other { __typename }`,
};

for (const over of transports) {
  test(`only persisted operations run on a closed server, over ${over}`, async () => {
    const { insider } = await closed();

    const shown = await ask(insider, over, { query: viewerText });
    const refusals = [];
    for (const query of Object.values(unknown)) refusals.push(await ask(insider, over, { query }));

    expect(shown.data?.viewer.displayName).toBe('Ann');
    for (const [index, { data, errors }] of refusals.entries()) {
      const name = Object.keys(unknown)[index];
      expect(data ?? null, name).toBeNull();
      expect(errors, name).toHaveLength(1);
      expect(errors?.[0]?.extensions.code, name).toBe('OPERATION_NOT_PERSISTED');
      expect(errors?.[0]?.message, name).toMatch(/takes only persisted operations.*\/schema\.graphql/);
    }
  });

  test(`a persisted operation may be sent by its id alone, closed or not, over ${over}`, async () => {
    const { ann, insider } = await closed({ mine: '{ server { arbitraryOperations } }' });
    const byId = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

    for (const person of [ann, insider]) {
      for (const id of [viewerId, viewerId.replace('sha256:', '')])
        expect((await ask(person, over, byId(id))).data?.viewer.displayName).toBe('Ann');
      const { errors } = await ask(person, over, byId('0'.repeat(64)));
      expect(errors).toMatchObject([
        { message: expect.stringMatching(/no persisted/), extensions: { code: 'OPERATION_NOT_PERSISTED' } },
      ]);
    }
    const own = await ask(insider, over, byId('mine'));

    expect(own.data).toEqual({ server: { arbitraryOperations: false } });
    expect((await ann.asks('{ server { arbitraryOperations } }')).server.arbitraryOperations).toBe(true);
  });
}

test('an operation of the operator’s own is known however it is laid out, and is followed to its end', async () => {
  const { ann, insider, upstream } = await closed({ follow: followDocument });
  upstream.script(says('Hello there'));
  const { generation } = await ann.sends();
  const squeezed = print(parse(followDocument)).replace(/\s+/g, ' ');

  const texts = [];
  for (const over of ['sse', 'websocket'] as const)
    texts.push(await insider.follows(generation, { over }).text());
  const first = await ask(insider, 'sse', { query: squeezed, variables: { id: generation } });

  expect(texts).toEqual(['Hello there', 'Hello there']);
  expect(first.data?.generation).toMatchObject({ text: 'Hello there' });
});

test('the explorer of a closed server says that it is off, and where the schema is', async () => {
  const { url } = await closed();

  const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });

  expect(page.status).toBe(403);
  expect(await page.text()).toMatch(/introspection and the explorer are off.*\/schema\.graphql/);
  expect((await fetch(`${url}/schema.graphql`)).status).toBe(200);
});

test('a list of operations that is no good is refused at the start with a sentence', () => {
  const start = (operations: unknown) => () =>
    createOperations({ ALLOW_ARBITRARY_OPERATIONS: 'true', PERSISTED_OPERATIONS: fileOf(operations) });

  expect(start([])).toThrow(/is not a JSON object of operations/);
  expect(start({ a: 1 })).toThrow(/is not a JSON object of operations/);
  expect(start({ a: '{' })).toThrow(/the operation a is bad: Syntax Error/);
  expect(start({ b: '{ nothing }' })).toThrow(/the operation b is bad: Cannot query field "nothing"/);
  expect(start({ c: '{ __typename }' })).not.toThrow();
});
