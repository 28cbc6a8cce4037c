import type { Page, Route } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { button, composer, eventually, thread, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** How a page of the web client starts. */

afterAll(closeChromium);

const first = ['Viewer', 'ThreadPage'];
/** Asked when it is known that somebody is signed in. */
const second = ['ConversationHead', 'Models', 'Projects', 'Conversations', 'Conversations'];

/** Notes which of some operations the page sends, and answers as `answer` would. */
async function watch(
  page: Page,
  names: readonly string[],
  answer: (route: Route) => Promise<void>,
): Promise<string[]> {
  const asked: string[] = [];
  await page.route('**/graphql', async (route) => {
    const { operationName } = route.request().postDataJSON();
    if (names.includes(operationName)) asked.push(operationName);
    await answer(route);
  });
  return asked;
}

test('what a page needs first is asked for while its program is still being loaded, and only once', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Early.'));
  const { conversation, generation } = await ann.sends('Are you awake?');
  await ann.follows(generation).end();
  const page = await visits(ann, { serviceWorkers: 'block' });
  await composer(page).waitFor();
  const early = [...first, ...second];
  const asked = await watch(page, early, (route) => route.continue());
  const program = Promise.withResolvers<void>();
  await page.route('**/assets/start-*.js', async (route) => {
    await program.promise;
    await route.continue();
  });

  const visit = page.goto(`${ann.url}/c/${encodeURIComponent(conversation)}`);
  await eventually(() => asked).toEqual(early);
  program.resolve();
  await visit;

  await thread(page).getByText('Early.').waitFor();
  await page.getByRole('navigation').getByText('Are you awake?').first().waitFor();
  expect(asked).toEqual(early);
});

test('a server that does not know what a page asks early is asked as ever', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('As ever.'));
  const { conversation, generation } = await ann.sends('Do you know me?');
  await ann.follows(generation).end();
  const page = await visits(ann, { serviceWorkers: 'block', expected: { consoleErrors: /400/ } });
  await composer(page).waitFor();
  const asked = await watch(page, first, async (route) => {
    const { query } = route.request().postDataJSON();
    if (query) await route.continue();
    else await route.fulfill({ status: 400, json: { errors: [{ message: 'Unknown.' }] } });
  });

  await page.goto(`${ann.url}/c/${encodeURIComponent(conversation)}`);

  await thread(page).getByText('As ever.').waitFor();
  expect(asked).toEqual([...first, ...first]);
});

test('a sidebar that is opened later shows what has happened since the page began', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Yes.'));
  const page = await visits(ann);
  await composer(page).waitFor();
  await button(page, 'Close sidebar').click();
  await page.reload();
  await composer(page).waitFor();

  const { generation } = await ann.sends('Is this news?');
  await ann.follows(generation).end();
  await button(page, 'Open sidebar').click();

  await page.getByRole('navigation').getByText('Is this news?').waitFor();
});
