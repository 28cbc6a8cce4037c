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
import { chromiumFlags } from '../support/chromium-flags.ts';
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
  args: chromiumFlags,
});

const person = await Person.signUp(url, 'Robin');
const titles = [
  'Paging a long list in SQL',
  'Sourdough that rises overnight',
  'Regex for ISO dates',
  'Trip to Lisbon in May',
];
let shownChat = '';
for (const title of titles.toReversed()) {
  upstream.scriptTitles(says(title));
  upstream.script(says(sampleAnswer));
  const { generation, conversation } = await person.sends(
    'How do I page through a long list in SQL without it getting slower?',
  );
  shownChat = conversation;
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

async function openPage(
  width: number,
  colorScheme: 'light' | 'dark',
  path = '/',
  language = 'en',
): Promise<Page> {
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
  await context.addInitScript((tag) => localStorage.setItem('parley:language', tag), language);
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  return page;
}

/** A chat with three versions of an answer and a question that was put anew. */
async function makeBranches(): Promise<string> {
  const ended = (generation: string) => person.follows(generation, { over: 'sse' }).end();
  upstream.scriptTitles(says('Planning a small garden'));
  upstream.script(says('Start with the sun: note for one day where it falls, and for how long.'));
  const first = await person.sends('What should I think of first when I plan a small garden?');
  await ended(first.generation);
  upstream.script(says('With the soil. Dig one spade deep and look: sand drains, clay holds.'));
  await ended((await person.grows('regenerateMessage', { messageId: first.reply })).generation);
  upstream.script(says('With yourself: how much time do you have each week? Plan for half of it.'));
  const best = await person.grows('regenerateMessage', { messageId: first.reply });
  await ended(best.generation);
  upstream.script(says('Herbs, salad and beans: they forgive most mistakes and give something every week.'));
  const next = await person.sends('And what grows best for a beginner?', {
    conversationId: first.conversation,
  });
  await ended(next.generation);
  upstream.script(says('Radishes. Four weeks from seed to plate, and children love to pull them.'));
  const edited = await person.grows('editMessage', {
    messageId: next.question,
    text: 'And what grows fastest?',
  });
  await ended(edited.generation);
  return first.conversation;
}

/** A chat whose answer holds a formula and a diagram. */
async function makeRendering(): Promise<string> {
  upstream.scriptTitles(says('How compound interest grows'));
  upstream.script(
    says(
      [
        'After \\(n\\) years at rate \\(r\\), a deposit has become',
        '\\[\nA = P\\left(1 + \\frac{r}{100}\\right)^n\n\\]',
        'so what matters most is *time*. In steps:',
        '```mermaid\nflowchart LR\n  Deposit --> Interest --> Balance\n  Balance -->|each year| Interest\n```',
        '| years | 3 % | 7 % |\n|---:|---:|---:|\n| 10 | 1.34 | 1.97 |\n| 30 | 2.43 | 7.61 |',
      ].join('\n\n'),
    ),
  );
  const sent = await person.sends('How does compound interest grow, as a formula and a picture?');
  await person.follows(sent.generation, { over: 'sse' }).end();
  return sent.conversation;
}

const branches = await makeBranches();
const rendering = await makeRendering();
await person.does(
  'createPreset',
  { name: 'Review', text: 'Review this code, the worst problem first:', temperature: 0.2 },
  '__typename',
);
await person.does(
  'createPreset',
  { name: 'Plain words', text: 'Explain this to somebody who has never heard of it:' },
  '__typename',
);

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

    const thread = await openPage(width, theme, `/c/${shownChat}`);
    await answer(thread).getByText('Keep the cursor opaque').waitFor();
    await thread.locator('pre .tok').first().waitFor();
    await thread.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
    await shoot(thread, 'thread');

    const rendered = await openPage(width, theme, `/c/${rendering}`);
    await rendered.locator('.katex-display').waitFor();
    await rendered.getByRole('img', { name: 'A diagram' }).waitFor();
    await rendered.waitForTimeout(400);
    await shoot(rendered, 'rendering');

    const forked = await openPage(width, theme, `/c/${branches}`);
    await answer(forked).getByText('Radishes').waitFor();
    await forked.screenshot({ path: join(out, `branches-${width}-${theme}.png`) });
    await forked.getByRole('button', { name: 'Branches', exact: true }).click();
    await forked.getByText('You are here').waitFor();
    await forked.waitForTimeout(400);
    await shoot(forked, 'tree');

    const palette = await openPage(width, theme);
    await palette.getByRole('textbox', { name: 'Message' }).waitFor();
    await palette.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill('list');
    await palette.getByRole('option').nth(3).waitFor();
    await palette.waitForTimeout(600);
    await shoot(palette, 'search');

    for (const [name, path] of [
      ['settings', '/settings/appearance'],
      ['usage', '/usage'],
    ] as const) {
      const plain = await openPage(width, theme, path);
      await plain.getByRole('main').getByRole('heading').first().waitFor();
      await plain.waitForTimeout(800);
      await shoot(plain, name);
    }

    const model = cranked();
    upstream.script(model);
    upstream.scriptTitles(refuses(500));
    const streaming = await openPage(width, theme);
    await streaming.getByRole('textbox', { name: 'Message' }).fill('Compare keyset and offset paging.');
    await streaming.getByRole('button', { name: 'Send' }).click();
    await model.say(sampleAnswer.slice(0, sampleAnswer.indexOf('ORDER BY')));
    await answer(streaming).locator('pre .tok').first().waitFor();
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

for (const [name, width, theme, path] of [
  ['arabic-chat', 1280, 'light', `/c/${shownChat}`],
  ['arabic-chat', 390, 'dark', `/c/${shownChat}`],
  ['arabic-settings', 1280, 'dark', '/settings/appearance'],
  ['arabic-new', 390, 'light', '/'],
] as const) {
  const page = await openPage(width, theme, path, 'ar');
  await page.getByRole('main').waitFor();
  await page.waitForTimeout(1_200);
  await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) });
  await page.context().close();
}

const explorer = await openPage(1280, 'light', '/graphql');
await explorer.locator('.graphiql-tabs, [role=tablist]').first().waitFor();
await explorer.waitForTimeout(1_500);
await explorer.screenshot({ path: join(out, 'graphiql-1280-light.png') });

await browser.close();
await app.stop();
await upstream.stop();
rmSync(folder, { recursive: true, force: true });
