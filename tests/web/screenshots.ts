/**
 * Makes docs/screenshots: real pages of a real server with a scripted model. Look at them before you commit them.
 * Usage: npm run screenshots
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { createApp } from '../../api/app.ts';
import { readEnv } from '../../api/platform/env.ts';
import { findChromium } from '../support/ensure-chromium.ts';
import { Person } from '../support/person.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { cranked, refuses, says, startUpstream } from '../support/upstream.ts';

const out = resolve(import.meta.dirname, '../../docs/screenshots');
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'parley-screenshots-'));
chmodSync(folder, 0o755);
const upstream = await startUpstream();
const env = {
  PORT: '0',
  DATA_DIR: folder,
  OPENAI_API_KEY: 'sk-shots',
  OPENAI_BASE_URL: upstream.url,
  LOG_LEVEL: 'error',
};
const app = createApp(readEnv(env), { drainMs: 50, deadlines: { backoffMs: 1 } });
const { url } = await app.start();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
});

const person = await Person.signUp(url, 'Robin');
const titles = [
  'Paging a long list in SQL',
  'Sourdough that rises overnight',
  'Regex for ISO dates',
  'Trip to Lisbon in May',
];
for (const title of titles.toReversed()) {
  upstream.scriptTitles(says(title));
  upstream.script(says(sampleAnswer));
  const { generation, conversation } = await person.sends(
    'How do I page through a long list in SQL without it getting slower?',
  );
  await person.follows(generation, { over: 'sse' }).end();
  const isNamed = async () =>
    (
      await person.asks('query ($id: ID!) { node(id: $id) { ... on Conversation { title } } }', {
        id: conversation,
      })
    ).node.title === title;
  while (!(await isNamed()));
}

const answer = (page: Page) => page.locator('article[data-role=assistant]').last();

async function openPage(width: number, colorScheme: 'light' | 'dark', path = '/'): Promise<Page> {
  const isPhone = width < 600;
  const context = await browser.newContext({
    viewport: { width, height: isPhone ? 844 : 800 },
    deviceScaleFactor: 1,
    isMobile: isPhone,
    hasTouch: isPhone,
    colorScheme,
    reducedMotion: 'reduce',
  });
  const [name = '', value = ''] = person.cookie!.split(/=(.*)/);
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  return page;
}

for (const width of [1280, 390]) {
  for (const theme of ['light', 'dark'] as const) {
    const shoot = async (page: Page, name: string) => {
      await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) });
      await page.context().close();
    };
    const signIn = await openPage(width, theme);
    await signIn.context().clearCookies();
    await signIn.reload();
    await signIn.getByRole('button', { name: /Sign/ }).first().waitFor();
    await shoot(signIn, 'sign-in');

    const empty = await openPage(width, theme);
    await empty.getByRole('textbox', { name: 'Message' }).waitFor();
    if (width > 600) await empty.getByRole('link', { name: titles[0]! }).waitFor();
    await empty.waitForTimeout(500);
    await shoot(empty, 'new-chat');

    const { node } = await person.asks('{ node: viewer { conversations(first: 1) { nodes { id } } } }');
    const thread = await openPage(width, theme, `/c/${node.conversations.nodes[0].id}`);
    await answer(thread).getByText('Keep the cursor opaque').waitFor();
    await thread.locator('pre').first().waitFor();
    await thread.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
    await shoot(thread, 'thread');

    const model = cranked();
    upstream.script(model);
    upstream.scriptTitles(refuses(500));
    const streaming = await openPage(width, theme);
    await streaming.getByRole('textbox', { name: 'Message' }).fill('Compare keyset and offset paging.');
    await streaming.getByRole('button', { name: 'Send' }).click();
    await model.say(sampleAnswer.slice(0, sampleAnswer.indexOf('ORDER BY')));
    await answer(streaming).locator('pre').waitFor();
    const streamed = streaming.url();
    await streaming.screenshot({ path: join(out, `streaming-${width}-${theme}.png`) });
    await model.fails();
    await streaming.getByRole('alert').waitFor();
    await shoot(streaming, 'failed');
    const id = streamed.split('/c/')[1];
    await person.asks(
      'mutation ($id: ID!) { deleteConversation(input: { conversationId: $id }) { __typename } }',
      { id },
    );
  }
}

const explorer = await openPage(1280, 'light', '/graphql');
await explorer.locator('.graphiql-tabs, [role=tablist]').first().waitFor();
await explorer.waitForTimeout(1_500);
await explorer.screenshot({ path: join(out, 'graphiql-1280-light.png') });

await browser.close();
await app.stop();
await upstream.stop();
rmSync(folder, { recursive: true, force: true });
