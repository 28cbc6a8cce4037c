import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { echoes } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The snippets of docs/api.md, in their order, as a program with a token would send them. */

type Snippet = { language: string; text: string };

const page = readFileSync(resolve(import.meta.dirname, '../../docs/api.md'), 'utf8');
const snippets: Snippet[] = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => {
  return { language: language!, text: text! };
});

const run = promisify(execFile);

test('every recipe of the cookbook does what it says', async () => {
  const { ann, upstream } = await world();
  upstream.script(echoes());
  const program = await ann.program('WRITE', 'READ');
  const ids: Record<string, string> = {};
  const recipes = snippets.flatMap(({ language, text }, at) => {
    const next = snippets[at + 1];
    return language === 'graphql'
      ? [{ query: text, json: next?.language === 'json' ? next.text : '{}' }]
      : [];
  });

  for (const { query, json } of recipes) {
    const filled = json.replace(/<(\w+)>/g, (_all, name) => ids[name] ?? `no ${name} yet`);
    const [definition] = parse(query).definitions as OperationDefinitionNode[];
    const over = definition!.operation === 'subscription' ? 'websocket' : 'http';

    const { data, errors } = await ask(program, over, { query, variables: JSON.parse(filled) });

    expect(errors, query).toBeUndefined();
    const said = JSON.stringify(data);
    expect(said, query).not.toMatch(/"code"|"node":null|"sharedConversation":null/);
    for (const [name, id] of idsIn(data)) ids[name] ??= id;
    const [, token] = /\/share\/([\w-]+)"/.exec(said) ?? [];
    if (token) ids.token = token;
    if (ids.generation) await ann.follows(ids.generation).end();
  }

  expect(recipes.length).toBeGreaterThanOrEqual(10);
  expect(await ann.thread(ids.conversation!)).toEqual([
    'Tell me four things about trees.',
    'You said: Tell me three things about trees.',
  ]);
});

/** IDs by the name of the field that they were in. */
function idsIn(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const id = (inner as { id?: string } | null)?.id;
    return [...(id ? [[name, id] as [string, string]] : []), ...idsIn(inner)];
  });
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test.skipIf(!hasCurl)('every command runs in a shell', async () => {
  const { ann, url } = await world();
  const { token } = await ann.program('WRITE');
  const env = { PATH: process.env.PATH, PARLEY_URL: url, PARLEY_TOKEN: token! };
  const commands = snippets.filter(({ language }) => language === 'sh').map(({ text }) => text);
  const said: string[] = [];

  for (const command of commands)
    said.push((await run('bash', ['-c', command], { env, timeout: 20_000 })).stdout);

  expect(said[0]).toContain('"displayName":"Ann"');
  expect(JSON.parse(said[1]!).choices[0].message.content).toBe('You said: Hello');
  expect(commands).toHaveLength(2);
});

test('whatever else stands there in a language is a snippet that a test knows', () => {
  const languages = new Set(snippets.map(({ language }) => language));

  // The page of an EventSource is run in a browser by tests/e2e/event-source, what a webhook sends by tests/api/webhooks.
  expect([...languages].sort()).toEqual(['graphql', 'http', 'js', 'json', 'sh']);
});
