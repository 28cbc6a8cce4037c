import { afterAll, expect, test } from 'vitest';
import { button, composer, cutConnections, ended, send, visits } from '../support/browser.ts';
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
