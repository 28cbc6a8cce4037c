import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, send, visits } from '../support/browser.ts';
import { closeChromium, desktop, openBrowser } from '../support/chromium.ts';
import { world } from '../support/world.ts';

/** The door: who comes in, who does not, and what stays behind when somebody leaves. */

afterAll(closeChromium);

async function signIn(page: Page, email: string) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await button(page, 'Sign in').click();
}

test('signing out leaves nothing of the person, and signing in brings everything back', async () => {
  const { ann, bob } = await world();
  const page = await visits(ann);
  await send(page, 'Ann’s secret');
  await ended(page);
  const there = page.url();
  await composer(page).fill('half a thought of Ann');

  await button(page, 'Account: Ann').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in').waitFor();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('half a thought');
  await signIn(page, bob.email);
  await page.getByText('This chat is not here').waitFor();
  expect(await page.getByText('secret').count()).toBe(0);

  await button(page, 'Account: Bob').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in').waitFor();
  await signIn(page, ann.email);
  await answer(page).getByText('You said: Ann’s secret').waitFor();
  expect(page.url()).toBe(there);
});

test('signing out in one tab signs out the other', async () => {
  const { ann } = await world();
  const first = await visits(ann);
  const second = await first.context().newPage();
  await second.goto(ann.url);
  await composer(second).waitFor();

  await button(first, 'Account: Ann').click();
  await first.getByRole('menuitem', { name: 'Sign out' }).click();

  await button(second, 'Sign in').waitFor();
});

test('a server whose sign-up is closed says so and offers no form for it', async () => {
  const here = await world();
  const { url } = await here.replica({ SIGNUP: 'closed' });
  const page = await openBrowser(desktop);

  await page.goto(`${url}/sign-up`);

  await page.getByText('Sign-up is closed on this server.').waitFor();
  expect(await button(page, 'Sign up').count()).toBe(0);
  await signIn(page, here.ann.email);
  await composer(page).waitFor();
});

test('what is missing in the sign-up form is said at its field', async () => {
  const { url } = await world();
  const page = await openBrowser(desktop);
  await page.goto(`${url}/sign-up`);

  await page.getByLabel('Name').fill('Dora');
  await page.getByLabel('E-mail').fill('dora@');
  await button(page, 'Sign up').click();

  await page.getByText('Enter a complete e-mail address').waitFor();
  expect(await page.getByLabel('E-mail').evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await page.getByLabel('Name').inputValue()).toBe('Dora');
});
