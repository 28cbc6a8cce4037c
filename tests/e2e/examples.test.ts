import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { closeChromium, openBrowser } from '../support/chromium.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The programs in examples/, run as their README says, against a server with a model that takes its time. */

afterAll(closeChromium);

const folder = resolve(import.meta.dirname, '../../examples');
const run = promisify(execFile);
const story = `${'A “story” with \\ back\tslashes, ünïcödé 北京 🙂 and\nlines. '.repeat(12)}The end.`;

const programs: Record<string, string[]> = {
  'bash and curl': ['bash', 'follow.sh'],
  'Node with graphql-ws': [process.execPath, 'follow.mjs'],
  'Python with its standard library': ['python3', 'follow.py'],
};

const isThere = (command: string) => spawnSync(command, ['--version']).status === 0;

for (const [name, [command = '', file = '']] of Object.entries(programs)) {
  test.skipIf(!isThere(command))(
    `${name}: sends by token, drops its connection, and has the whole answer in the end`,
    async () => {
      const { ann, url, upstream } = await world();
      upstream.script(says(story, { tokensPerSecond: 60 }));
      const { token } = await ann.program('CONVERSATIONS_READ', 'MESSAGES_WRITE');
      const env = {
        PATH: process.env.PATH,
        PARLEY_URL: url,
        PARLEY_TOKEN: token!,
        PYTHONIOENCODING: 'utf-8',
      };

      const { stdout, stderr } = await run(command, [file, 'Tell me a "story"\\n?'], {
        cwd: folder,
        env,
        timeout: 40_000,
      });

      expect(stdout).toBe(`${story}\n`);
      expect(stderr).toMatch(/dropped the connection after chunk \d+/);
      expect(stderr).toMatch(/ended: COMPLETED/);
      expect(stderr).not.toMatch(/curl:|Error|Traceback/);
      const { viewer } = await ann.asks(
        '{ viewer { conversations { nodes { thread { nodes { text } } } } } }',
      );
      expect(viewer.conversations.nodes[0].thread.nodes[0].text).toBe('Tell me a "story"\\n?');
    },
  );
}

test('a page of another origin: sends by token, drops its EventSource, and shows the whole answer in the end', async () => {
  const site = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(readFileSync(resolve(folder, 'browser.html'))),
  );
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void site.close());
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const { ann, url, upstream } = await world({ env: { CORS_ORIGINS: origin } });
  upstream.script(says(story, { tokensPerSecond: 60 }));
  const { token } = await ann.program('CONVERSATIONS_READ', 'MESSAGES_WRITE');
  const page = await openBrowser();
  await page.goto(origin);

  await page.getByLabel('Server').fill(url);
  await page.getByLabel('Token').fill(token!);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText(/dropped the connection after chunk \d+/).waitFor();
  await page.getByText('ended: COMPLETED').waitFor({ timeout: 20_000 });

  expect(await page.locator('#answer').textContent()).toBe(story);
});

test('a token in the address is for event streams alone', async () => {
  const { ann, url } = await world();
  const { token } = await ann.program('READ');
  const query = new URLSearchParams({ query: '{ viewer { id } }', access_token: token! });

  const asJson = await fetch(`${url}/graphql?${query}`, { headers: { accept: 'application/json' } });
  const asStream = await fetch(`${url}/graphql?${query}`, { headers: { accept: 'text/event-stream' } });
  const wrong = await fetch(`${url}/graphql?${query}x`, { headers: { accept: 'text/event-stream' } });

  expect(((await asJson.json()) as any).data.viewer).toBe(null);
  expect(await asStream.text()).toContain('"viewer":{"id"');
  expect(wrong.status).toBe(401);
});
