import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { cranked } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The explorer at /graphql in a browser that can reach nothing but this server. */

afterAll(closeChromium);

const names = ['Send', 'Follow', 'Conversations', 'Stop', 'Search'];

/** By keyboard: while GraphiQL still slides its tabs into place, the first press of a mouse misses them. */
async function opens(page: Page, tab: string) {
  await page.getByRole('tablist').getByRole('button', { name: tab, exact: true }).press('Enter');
  await page.locator('.graphiql-query-editor').getByText(tab, { exact: true }).waitFor();
}

const runs = (page: Page) => page.getByRole('button', { name: /^Execute query/ }).click();

/** Runs the tab and returns what the server answered: the result pane renders only the lines in view. */
async function asks(page: Page, operation: string) {
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes(operation) ?? false,
  );
  await runs(page);
  return (await (await answered).json()).data;
}

/** Pastes an operation over the one in the tab. */
async function pastes(page: Page, query: string) {
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate((text) => navigator.clipboard.writeText(text), query);
  await page.keyboard.press('ControlOrMeta+V');
}

const result = (page: Page) => page.locator('.result-window');

test('the explorer is signed in by the cookie and sends, follows and lists in its tabs, offline', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann, {
    path: '/graphql',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('tab').first().waitFor();
  expect((await page.getByRole('tab').allInnerTexts()).map((name) => name.trim())).toEqual(
    expect.arrayContaining(names),
  );

  await opens(page, 'Send');
  const { generation, conversation } = (await asks(page, 'mutation Send')).sendMessage;

  await opens(page, 'Follow');
  await pastes(
    page,
    `subscription Follow { generation(id: "${generation.id}") {
       __typename ... on GenerationSnapshot { text } ... on GenerationDelta { text }
       ... on GenerationEnded { generation { status } } } }`,
  );
  await runs(page);
  await model.say('Three things');
  await result(page).getByText('Three things').first().waitFor();
  await model.ends();
  await result(page).getByText('COMPLETED').first().waitFor();

  await opens(page, 'Conversations');
  const { viewer } = await asks(page, 'query Conversations');
  expect(viewer.conversations.nodes).toMatchObject([{ id: conversation.id }]);
  await result(page).getByText('totalCount').first().waitFor();
});
