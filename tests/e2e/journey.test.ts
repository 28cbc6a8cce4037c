import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeChromium, desktop, openBrowser } from '../support/chromium.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { cranked, hangsAfter, refuses, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** What a person does in the browser, against the real server, database and a scripted model. */

afterAll(closeChromium);

const password = 'correct horse';
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const answer = (page: Page, nth = -1) => page.locator('article[data-role=assistant]').nth(nth);

async function signUp(page: Page, url: string, name = 'Cleo') {
  await page.goto(url);
  const createAccount = page.getByRole('link', { name: 'Create an account' });
  if (await createAccount.isVisible().catch(() => false)) await createAccount.click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').or(page.getByLabel('Email')).fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await composer(page).waitFor();
}

async function send(page: Page, text: string) {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function arrive(here: World) {
  const page = await openBrowser(desktop, { consoleErrors: /ERR_|WebSocket|Failed to load resource/ });
  await signUp(page, here.url);
  return page;
}

test('sign up, send, reload in mid-answer, stop, rename, delete', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const page = await arrive(here);

  await composer(page).fill('Tell me about trees');
  await composer(page).press('Enter');
  await model.say('A tree is **tall**');
  await answer(page).getByText('A tree is tall').waitFor();
  expect(page.url()).toMatch(/\/c\/[\w-]+$/);
  await page.reload();
  await answer(page).getByText('A tree is tall').waitFor();
  await model.say(' and green.');
  await answer(page).getByText('A tree is tall and green.').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  expect(await answer(page).locator('strong').innerText()).toBe('tall');

  await page
    .getByRole('button', { name: /^Options for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'New title' }).fill('About trees');
  await page.getByRole('textbox', { name: 'New title' }).press('Enter');
  await page.getByRole('link', { name: 'About trees' }).waitFor();
  await expect.poll(() => here.sql('SELECT title FROM conversation')).toEqual([{ title: 'About trees' }]);

  await page.getByRole('button', { name: 'Options for About trees' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'About trees' }).waitFor({ state: 'detached' });
  // It left the sidebar at once; the server is a moment behind.
  await expect.poll(() => here.sql('SELECT FROM conversation WHERE deleted_at IS NULL')).toEqual([]);
});

test('a second tab follows the same answer live, and its title arrives by itself', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const first = await arrive(here);
  await send(first, 'Count for me');
  await model.say('One, ');
  await answer(first).getByText('One,').waitFor();

  const second = await first.context().newPage();
  await second.goto(first.url());
  await answer(second).getByText('One,').waitFor();
  await model.say('two, three.');
  await model.ends();

  await answer(first).getByText('One, two, three.').waitFor();
  await answer(second).getByText('One, two, three.').waitFor();
  await first.getByRole('link', { name: /^About Count/ }).waitFor();
});

test('a dropped socket in mid-answer loses and doubles no character', async () => {
  const here = await world();
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(here.url).port) });
  const model = cranked();
  here.upstream.script(model);
  const page = await openBrowser(desktop, { consoleErrors: /ERR_|WebSocket|Failed to load resource/ });
  await signUp(page, `http://localhost:${proxy.port}`);
  await send(page, 'Long one');
  let said = '';

  for (let round = 0; round < 4; round += 1) {
    const piece = `piece-${round} `;
    said += piece;
    await model.say(piece);
    await answer(page).getByText(said.trim()).waitFor();
    proxy.cut();
    const unseen = `unseen-${round} `;
    said += unseen;
    await model.say(unseen);
    await answer(page).getByText(said.trim()).waitFor({ timeout: 20_000 });
  }
  await model.ends();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await proxy.stop();

  expect((await answer(page).locator('p').first().innerText()).trim()).toBe(said.trim());
});

test('a failed answer shows what happened, and Retry asks again', async () => {
  const here = await world({ deadlines: { backoffMs: 1 } });
  here.upstream.script(refuses(401), says('It works now.'));
  const page = await arrive(here);

  await send(page, 'Hello?');
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();

  await answer(page).getByText('It works now.').waitFor();
});

test('a draft survives reload, for each conversation, and Shift+Enter breaks the line', async () => {
  const here = await world();
  const page = await arrive(here);
  await send(page, 'First');
  await answer(page).getByText('You said: First').waitFor();
  await composer(page).fill('half a');
  await composer(page).press('Shift+Enter');
  await composer(page).pressSequentially('thought');
  const there = page.url();
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await composer(page).fill('another one');

  await page.reload();
  await expect.poll(() => composer(page).inputValue()).toBe('another one');
  await page.goto(there);

  await expect.poll(() => composer(page).inputValue()).toBe('half a\nthought');
});

test('a wrong password says so and keeps what was typed', async () => {
  const { url } = await world();
  const page = await openBrowser(desktop, { consoleErrors: /401/ });
  await page.goto(url);
  const toSignIn = page.getByRole('link', { name: 'Sign in instead' });
  await toSignIn.click();
  await page.getByLabel('E-mail').or(page.getByLabel('Email')).fill('ann@example.org');
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('E-mail').or(page.getByLabel('Email')).inputValue()).toBe('ann@example.org');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await composer(page).waitFor();
});

test('when the server is restarted in mid-answer the page recovers and keeps the text', async () => {
  const here = await world();
  here.upstream.script(hangsAfter('Half of it'), says('Whole.'));
  const port = new URL(here.url).port;
  const page = await arrive(here);
  await send(page, 'Go on');
  await answer(page).getByText('Half of it').waitFor();

  await here.app.stop();
  await here.replica({ PORT: port });

  await page.getByRole('button', { name: 'Retry' }).waitFor({ timeout: 25_000 });
  await answer(page).getByText('Half of it').waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await answer(page).getByText('Whole.').waitFor();
});
