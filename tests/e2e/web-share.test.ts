import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { button, ended, eventually, questions, send, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { hostileAnswers } from '../support/hostile-answers.ts';
import { longThread } from '../support/long-thread.ts';
import type { Person } from '../support/person.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { findActive, startCanary, stretchTripwire } from '../support/tripwire.ts';
import { cranked, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Sharing a chat, as its owner and as who opens the link. */

afterAll(closeChromium);

async function sharedChat({ ann, upstream }: World, text = sampleAnswer) {
  upstream.script(says(text));
  upstream.scriptTitles(says('Paging in SQL'));
  const sent = await ann.sends('How do I page?');
  await ann.follows(sent.generation).end();
  const title = { conversationId: sent.conversation, title: 'Paging in SQL' };
  await ann.does('updateConversation', title, '__typename');
  return sent;
}

async function linkTo(owner: Person, leafId: string): Promise<string> {
  const { shareLink } = await owner.does('createShareLink', { leafId }, 'shareLink { url }');
  return new URL(shareLink.url).pathname;
}

const missing = (page: Page) =>
  page.getByText('This link does not exist, has ended or was taken back.').waitFor();

const openDialog = async (page: Page) => {
  await button(page, 'Chat options').click();
  await page.getByRole('menuitem', { name: 'Share', exact: true }).click();
  await page.getByRole('dialog', { name: 'Share this chat' }).waitFor();
};

test('a chat is shared from its menu, read by a stranger as it was, and taken back', async () => {
  const here = await world();
  const { conversation } = await sharedChat(here);
  const page = await visits(here.ann, {
    path: `/c/${conversation}`,
    bypassCSP: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await openDialog(page);
  await page.getByLabel('Stops working').selectOption({ label: 'after 7 days' });
  await button(page, 'Make a link').click();
  await page.getByText('The link is ready.').waitFor();
  await page.getByText(/^Made .* · Works until /).waitFor();
  await button(page, 'Make a link').click();
  await eventually(() => button(page, 'Take back').count()).toBe(2);
  expect(await violations(page, 'dialog')).toEqual([]);
  await button(page, 'Copy the link').last().click();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  expect(url).toMatch(/\/share\/[\w-]{22}$/);
  await button(page, 'Close').click();
  await send(page, 'A secret');
  await questions(page).nth(1).waitFor();
  await ended(page);

  const reader = await visits(here.stranger(), { path: new URL(url).pathname });
  await reader.getByRole('heading', { name: 'Paging in SQL', level: 1 }).waitFor();
  await reader.getByText('How do I page?').waitFor();
  await reader.getByText('Keep the cursor opaque').waitFor();
  await reader.getByText(/^Shared on /).waitFor();
  expect(await reader.title()).toBe('Paging in SQL · Parley');
  const said = await reader.locator('body').innerText();
  for (const hidden of ['A secret', 'Ann', 'ann@example.org']) expect(said).not.toContain(hidden);
  expect(await reader.getByRole('textbox').count()).toBe(0);

  await openDialog(page);
  await button(page, 'Take back').last().click();
  await page.getByText('This cannot be undone').waitFor();
  await button(page, 'Cancel').click();
  expect(await button(page, 'Take back').count()).toBe(2);
  await button(page, 'Take back').last().click();
  await button(page, 'Take back').last().click();
  await page.getByText('The link is taken back: it shows nothing any more.').waitFor();
  await eventually(() => button(page, 'Take back').count()).toBe(1);
  await reader.reload();
  await missing(reader);
  expect(await reader.locator('body').innerText()).not.toContain('How do I page?');
});

test('who is signed in reads it, too, and comes home from there; nothing of it is kept', async () => {
  const here = await world();
  const { reply } = await sharedChat(here);
  const path = await linkTo(here.ann, reply);
  const page = await visits(here.bob, { path: '/' });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();

  await page.goto(here.url + path);
  await page.getByText('Keep the cursor opaque').waitFor();

  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url);
  });
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter((url) => /\/share\/|graphql/.test(url))).toEqual([]);
  await page.getByRole('link', { name: 'Parley' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
});

test('the page is for no search engine, no cache, and tells nobody where its reader came from', async () => {
  const here = await world();
  const { reply } = await sharedChat(here);
  const path = await linkTo(here.ann, reply);

  for (const at of [path, `${path}/`, '/share/nothing']) {
    const { status, headers } = await fetch(here.url + at);
    expect(status).toBe(200);
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  }
  expect((await fetch(here.url)).headers.get('x-robots-tag')).toBeNull();
});

test('axe finds nothing wrong with what is shared, with nothing, and on a phone nothing stands out', async () => {
  const here = await world();
  const { reply } = await sharedChat(here, `${sampleAnswer}\n\n${'wide'.repeat(200)}`);
  const path = await linkTo(here.ann, reply);

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of [{}, phone]) {
      const page = await visits(here.stranger(), { path, bypassCSP: true, colorScheme, ...size });
      await page.getByText('Keep the cursor opaque').waitFor();
      expect(await violations(page, `shared ${colorScheme}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.goto(`${here.url}/share/nothing`);
      await missing(page);
      expect(await violations(page, `nothing ${colorScheme}`)).toEqual([]);
    }
  }
});

test('a server that cannot be reached is said to be so, and asked again', async () => {
  const here = await world();
  const { reply } = await sharedChat(here);
  const path = await linkTo(here.ann, reply);
  const page = await visits(here.stranger(), { expected: { consoleErrors: /ERR_|Failed to load/ } });
  await page.route('**/graphql', (route) => route.abort());
  await page.goto(here.url + path);
  await page.getByText('This chat could not be loaded.').waitFor();

  await page.unroute('**/graphql');
  await button(page, 'Try again').click();

  await page.getByText('Keep the cursor opaque').waitFor();
});

test('a long thread comes page by page as it is read; taken back meanwhile, all of it goes', async () => {
  const here = await world();
  const { leaf } = await longThread(here, { length: 350, text: (depth) => `message ${depth}\n\nand more` });
  const path = await linkTo(here.ann, leaf);
  const page = await visits(here.stranger(), { path });
  const toEnd = () => page.evaluate(() => document.querySelector('.thread-scroll')?.scrollBy(0, 1e6));
  await page.getByText('message 99', { exact: false }).first().waitFor();
  expect(await page.locator('article').count()).toBeLessThan(350);
  await toEnd();
  await eventually(() => page.locator('article').count()).toBeGreaterThanOrEqual(200);

  await here.sql('DELETE FROM share_link');
  const ends = async () => {
    await toEnd();
    return page.getByText('This link does not exist, has ended or was taken back.').count();
  };

  await eventually(ends).toBe(1);
  expect(await page.locator('article').count()).toBe(0);
});

test('while an answer is written there is nothing to share yet; a temporary chat is never shared', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const { conversation } = await here.ann.sends('Long');
  await model.say('So far');
  const page = await visits(here.ann, { path: `/c/${conversation}` });
  await page.getByText('So far').waitFor();
  await openDialog(page);
  await page.getByText('An answer is being written: share the chat when it has ended.').waitFor();
  expect(await button(page, 'Make a link').isDisabled()).toBe(true);
  await model.ends();
  await eventually(() => button(page, 'Make a link').isDisabled()).toBe(false);
  await button(page, 'Close').click();

  here.upstream.script(says('Hello'));
  const temporary = await here.ann.sends('Hi', { temporary: true } as object);
  await page.goto(`${here.url}/c/${temporary.conversation}`);
  await page.getByText(/^Temporary chat: not in your history/).waitFor();
  await button(page, 'Chat options').click();
  await page.getByRole('menuitem', { name: 'Print' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Share', exact: true }).count()).toBe(0);
});

test('hostile answers and titles do no more behind a link than in a chat: nothing', async () => {
  const canary = await startCanary();
  const here = await world();
  const corpus = hostileAnswers(canary.url).map(({ text }) => text.replaceAll('\0', ''));
  const perChat = 10;
  const page = await visits(here.stranger(), {
    expected: { consoleErrors: /Content Security Policy|^policy: / },
  });
  page.context().setDefaultTimeout(30_000);
  const { tripped } = await stretchTripwire(page, here.url);
  const found: string[] = [];

  for (let from = 0; from < corpus.length; from += perChat) {
    const texts = corpus.slice(from, from + perChat);
    const text = (depth: number) => texts[(depth - 1) / 2] ?? 'And now?';
    const { leaf, key } = await longThread(here, { length: 2 * texts.length, text });
    await here.sql('UPDATE conversation SET title = $2 WHERE id = $1', [key, '<img src=x onerror=pwn()>']);
    await page.goto(here.url + (await linkTo(here.ann, leaf)));
    await eventually(() => page.locator('article[data-role=assistant]').count()).toBe(texts.length);
    await eventually(() =>
      page.locator('.markdown > p.whitespace-pre-wrap:not([data-tangled])').count(),
    ).toBe(0);
    for (const what of [...(await findActive(page)), ...tripped.splice(0)])
      found.push(`from ${from}: ${what}`);
    expect(await page.locator('h1').first().textContent()).toBe('<img src=x onerror=pwn()>');
  }

  expect({ found, heard: canary.heard }).toEqual({ found: [], heard: [] });
  expect(corpus.length).toBeGreaterThan(20);
}, 300_000);

test('a link in what is shared asks before it leads elsewhere', async () => {
  const here = await world();
  const { reply } = await sharedChat(here, '[a page](https://elsewhere.example/secret)');
  const page = await visits(here.stranger(), { path: await linkTo(here.ann, reply) });

  await page.getByRole('link', { name: /^a page/ }).click();

  await page.getByRole('dialog').getByText('elsewhere.example').first().waitFor();
});
