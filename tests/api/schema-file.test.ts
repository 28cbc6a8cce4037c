import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { world } from '../support/world.ts';

/** The schema at /schema.graphql, for whoever generates a client. */

test('the schema is at /schema.graphql without sign-in, as it is printed, and names its version', async () => {
  const { url, stranger } = await world();

  const response = await fetch(`${url}/schema.graphql`);
  const text = await response.text();

  const { server } = await stranger().asks('{ server { version } }');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(response.headers.get('parley-version')).toBe(server.version);
  expect(text).toBe(`# Parley ${server.version}\n\n${readFileSync('schema.graphql', 'utf8')}`);
  expect(buildSchema(text).getType('ServerInfo')).toBeTruthy();
});

test('who has the schema already is told so without the text', async () => {
  const { url } = await world();
  const ask = (tag: string) => fetch(`${url}/schema.graphql`, { headers: { 'if-none-match': tag } });
  const etag = (await fetch(`${url}/schema.graphql`)).headers.get('etag')!;

  const statuses = [];
  for (const tag of [etag, `"old", ${etag}`, `W/${etag}`, '*', '"old"', ''])
    statuses.push((await ask(tag)).status);

  expect(etag).toMatch(/^"[\w-]{43}"$/);
  expect(statuses).toEqual([304, 304, 304, 304, 200, 200]);
  expect(await (await ask(etag)).text()).toBe('');
});

test('the schema is only read: HEAD has no text, and other methods are refused', async () => {
  const { url } = await world();
  const ask = (method: string) => fetch(`${url}/schema.graphql`, { method });

  const head = await ask('HEAD');

  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(10_000);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(method)).status).toBe(405);
});
