import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import {
  answer,
  answers,
  button,
  composer,
  ended,
  eventually,
  questions,
  send,
  shown,
  visits,
} from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { type HostileAnswer, hostileAnswers } from '../support/hostile-answers.ts';
import { findActive, startCanary, stretchTripwire } from '../support/tripwire.ts';
import {
  errorsMidStream,
  improvises,
  lastUserText,
  refuses,
  type Scenario,
  says,
} from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Models write what strangers told them to. Nothing of it acts, asks another server, or breaks the page. */

afterAll(closeChromium);

/** Answers `payload 17` with the seventeenth, in pieces that end anywhere, inside a character too. */
const obeys = (corpus: HostileAnswer[]): Scenario =>
  improvises(async (exchange) => {
    const [, number = 'none'] = /^payload (\d+)$/.exec(lastUserText(exchange.request)) ?? [];
    const text = corpus[Number(number)]?.text ?? 'Nothing hostile.';
    const size = Math.max(7, Math.ceil(text.length / 60));
    await exchange.role();
    for (let at = 0; at < text.length; at += size) await exchange.text(text.slice(at, at + size));
    await exchange.complete();
  });

/** Until the formatter is there, text is plain. */
const isFormatted = (page: Page) =>
  eventually(() => page.locator('.markdown > p.whitespace-pre-wrap:not([data-tangled])').count()).toBe(0);

/** Follows every link of the last answer as a press of Enter would, and closes the question that most of them ask. */
const pressLinks = (page: Page): Promise<{ leading: string[]; asked: string[] }> =>
  answer(page).evaluate(async (article) => {
    const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
    // One that stays on this server, as the browser reads it, opens a tab of Parley.
    const links = [...article.querySelectorAll<HTMLAnchorElement>('.markdown a')].filter(
      ({ origin, hash }) => origin !== location.origin || hash,
    );
    const asked: string[] = [];
    for (const link of links) {
      link.click();
      await nextFrame();
      const question = document.querySelector<HTMLDialogElement>('dialog[open]');
      if (!question) continue;
      asked.push(link.href);
      question.querySelector('button')?.click();
      await nextFrame();
    }
    const leading = links.filter(({ origin }) => origin !== location.origin).map(({ href }) => href);
    return { leading, asked };
  });

const perChat = 10;

async function newChat(page: Page) {
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await questions(page).first().waitFor({ state: 'detached' });
}

test('no answer runs script, asks another server or breaks the page, live or afterwards', async () => {
  const canary = await startCanary();
  const corpus = hostileAnswers(canary.url);
  const { ann, upstream } = await world();
  upstream.script(obeys(corpus));
  // What the policy refuses, the browser says aloud; whether anything came through, tripwire and canary tell.
  const page = await visits(ann, { expected: { consoleErrors: /Content Security Policy|^policy: / } });
  page.context().setDefaultTimeout(30_000);
  const { tripped } = await stretchTripwire(page, ann.url);
  const found: string[] = [];
  const note = async (when: string) => {
    for (const what of [...(await findActive(page)), ...tripped.splice(0)]) found.push(`${when}: ${what}`);
  };
  expect(corpus.flatMap(({ payloads }) => payloads).length).toBeGreaterThan(600);

  const chats: { url: string; first: number }[] = [];
  for (const [number, { name }] of corpus.entries()) {
    if (number > 0 && number % perChat === 0) await newChat(page);
    await send(page, `payload ${number}`);
    await questions(page).getByText(`payload ${number}`, { exact: true }).waitFor();
    await ended(page);
    if (number % perChat === 0) chats.push({ url: page.url(), first: number });
    await note(`${name}, live`);
  }
  for (const { url, first } of chats) {
    await page.goto(url);
    await eventually(() => answers(page).count()).toBe(Math.min(perChat, corpus.length - first));
    await isFormatted(page);
    await note(`answers from ${first}, again`);
  }

  expect({ found, heard: canary.heard }).toEqual({ found: [], heard: [] });
  expect(await page.getByText('This message could not be formatted').count()).toBe(0);
  expect(await composer(page).isEnabled()).toBe(true);
}, 400_000);

test('a link of a hostile answer asks before it leaves, or leads nowhere', async () => {
  const canary = await startCanary();
  const corpus = hostileAnswers(canary.url).filter(({ name }) =>
    /^(links|loads|references|characters) /.test(name),
  );
  const { ann, upstream } = await world();
  upstream.script(obeys(corpus));
  const page = await visits(ann, { expected: { consoleErrors: /Content Security Policy|^policy: / } });
  const { tripped } = await stretchTripwire(page, ann.url);
  await composer(page).waitFor();

  let count = 0;
  for (const [number, { name }] of corpus.entries()) {
    await send(page, `payload ${number}`);
    await questions(page).getByText(`payload ${number}`, { exact: true }).waitFor();
    await ended(page);
    await isFormatted(page);
    const { leading, asked } = await pressLinks(page);
    expect(asked, name).toEqual(leading);
    count += asked.length;
    expect(new URL(page.url()).pathname, name).toMatch(/^\/c\//);
  }
  await button(page, 'New chat')
    .or(page.getByRole('link', { name: 'New chat' }))
    .first()
    .click();
  await send(page, 'Are you well?');

  await answer(page).getByText('Nothing hostile.').waitFor();
  expect({ tripped, heard: canary.heard }).toEqual({ tripped: [], heard: [] });
  expect(count).toBeGreaterThan(20);
}, 200_000);

test('names, titles, errors and ids of a hostile model server are text', async () => {
  const html = '<img src=x onerror=pwn()>';
  const names = [
    `${html}/model`,
    '__proto__',
    'constructor',
    `a\u202e${html}`,
    `x${html}`.repeat(20),
    'gpt-4.1',
  ];
  const here = await world();
  const { upstream } = here;
  upstream.offers(names);
  upstream.scriptTitles(says(`${html}<script>pwn()</script> \u202etitle`));
  const { url } = await here.replica();
  const page = await visits(here.ann.at(url));
  const { tripped } = await stretchTripwire(page, url);

  await page.getByRole('button', { name: /^Model: / }).click();
  await page.getByRole('menuitemradio', { name: '__proto__' }).click();
  await send(page, `question ${html}`);
  await ended(page);
  expect(await shown(page)).toContain(html);
  await page
    .getByRole('link', { name: /onerror/ })
    .first()
    .waitFor();
  const error = { message: `${html}<script>pwn()</script>`, code: html, type: '__proto__' };
  for (const scenario of [
    refuses(400, error),
    refuses(401, { body: html }),
    errorsMidStream('Half.', error),
  ]) {
    upstream.script(scenario);
    await send(page, 'again');
    await page.getByRole('alert').last().waitFor();
    await ended(page);
  }
  const hostileChunk = {
    id: html,
    model: html,
    object: '__proto__',
    __proto__: null,
    choices: [{ index: 0, delta: { role: html, content: 'Odd but whole.' }, finish_reason: html }],
  };
  upstream.script(
    improvises(async (exchange) => {
      await exchange.event(JSON.stringify(hostileChunk));
      await exchange.done();
    }),
  );
  await send(page, 'once more');
  await answer(page).getByText('Odd but whole.').waitFor();
  await ended(page);

  expect(tripped).toEqual([]);
  expect(await page.locator('img, [onerror], main script').count()).toBe(0);
  expect(await composer(page).isEnabled()).toBe(true);
});
