import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { button, composer, cutConnections, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { world } from '../support/world.ts';

/** Parts of the page that are fetched when they are asked for, on a line that loses some of them. */

afterAll(closeChromium);

// What a service worker keeps never reaches the network, where these tests stand.
const visit = { expected: cutConnections, serviceWorkers: 'block' as const };

test('a dialog that cannot be fetched says so, leaves the page as it is, and opens when asked again', async () => {
  const { ann } = await world();
  const page = await visits(ann, visit);
  await send(page, 'Hello');
  await ended(page);
  await composer(page).fill('half a thought');
  await page.route('**/assets/tree-dialog-*.js', (route) => route.abort(), { times: 1 });

  await button(page, 'Branches').click();
  await page.getByText('This could not be loaded.').waitFor();
  expect(await composer(page).inputValue()).toBe('half a thought');
  await button(page, 'Branches').click();

  await page.getByRole('dialog', { name: 'Branches' }).waitFor();
});

test('settings that cannot be fetched offer to try again, and then are there', async () => {
  const { ann } = await world();
  const page = await visits(ann, visit);
  await composer(page).waitFor();
  await page.route('**/assets/settings-page-*.js', (route) => route.abort(), { times: 1 });

  await page.keyboard.press('Control+,');
  await page.getByRole('alert').getByText('This could not be loaded.').waitFor();
  await button(page, 'Try again').click();

  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});

test('a message whose editor cannot be fetched stays to be read, and is edited when asked again', async () => {
  const { ann } = await world();
  const page = await visits(ann, visit);
  await page.route('**/assets/edit-box-*.js', (route) => route.abort());
  await send(page, 'Hello');
  await ended(page);

  await composer(page).press('ArrowUp');
  const question = page.locator('article[data-role=user]');
  await question.getByRole('alert').getByText('This could not be loaded.').waitFor();
  await question.getByText('Hello', { exact: true }).waitFor();
  await page.unroute('**/assets/edit-box-*.js');
  await button(page, 'Try again').click();

  await eventually(() => page.getByRole('textbox', { name: 'Edit message' }).inputValue()).toBe('Hello');
});

/** From now on the server has another build: its page names another program. */
const deploys = (page: Page, build: string) =>
  page.route(
    ({ pathname }) => pathname === '/',
    async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/assets\/start-[\w-]+\.js/, `assets/start-${build}.js`);
      await route.fulfill({ response: answer, body });
    },
  );

const isTold = (page: Page) => page.getByText('A new version is ready.').waitFor();

test('a server that comes back with another version says so, once, and loads it when asked, with the draft', async () => {
  const { ann } = await world();
  const page = await visits(ann, visit);
  let cut = async () => {};
  await page.routeWebSocket(/graphql/, (socket) => {
    socket.connectToServer();
    cut = () => socket.close({ code: 1012 });
  });
  await page.reload();
  await composer(page).fill('half a thought');
  const asksForPage = () => page.waitForResponse((answer) => new URL(answer.url()).pathname === '/');
  const comesBack = async () => {
    const asked = asksForPage();
    await cut();
    await asked;
  };

  await comesBack();
  expect(await page.getByText('A new version is ready.').count()).toBe(0);
  await deploys(page, 'second');
  await comesBack();
  await isTold(page);
  await button(page, 'Dismiss').click();
  await comesBack();
  expect(await page.getByText('A new version is ready.').count()).toBe(0);
  await deploys(page, 'third');
  await comesBack();
  await isTold(page);
  await button(page, 'Reload').click();

  await page.getByText('A new version is ready.').waitFor({ state: 'detached' });
  expect(await composer(page).inputValue()).toBe('half a thought');
});

test('a part that a deployment took away is missed, and the new version offered; what was typed stays', async () => {
  const { ann } = await world();
  const page = await visits(ann, visit);
  await send(page, 'Hello');
  await ended(page);
  await composer(page).fill('half a thought');
  await deploys(page, 'second');
  await page.route('**/assets/tree-dialog-*.js', (route) => route.fulfill({ status: 404 }));

  await button(page, 'Branches').click();

  await isTold(page);
  expect(await composer(page).inputValue()).toBe('half a thought');
});
