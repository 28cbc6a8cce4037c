import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, eventually, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Tokens and budgets, as people meet them in the settings. */

afterAll(closeChromium);

const choose = (page: Page, name: string) => page.getByText(name, { exact: true }).click();

test('a token is made, shown once, used by a program, and revoked', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hello program'));
  const page = await visits(ann, { path: '/settings/api' });
  await page.getByText('You have no tokens yet.').waitFor();

  await button(page, 'New token').click();
  await page.getByLabel('Name').fill('My script');
  await choose(page, 'Only some things');
  await button(page, 'Create token').click();
  await page.getByText('Choose at least one.').waitFor();
  await page.getByLabel('Read chats').check();
  await page.getByLabel('Send messages').check();
  await page.getByLabel('Stops working').selectOption({ label: 'after 30 days' });
  await button(page, 'Create token').click();
  const secret = (await page.locator('dialog code').textContent()) ?? '';
  const program = ann.withToken(secret);
  const { generation } = await program.sends('Hi');
  expect(await program.follows(generation).text()).toBe('Hello program');
  await button(page, 'Done').click();
  await page.reload();

  const card = page.getByRole('listitem').filter({ hasText: 'My script' });
  await card.getByText('MESSAGES_WRITE').waitFor();
  await card.getByText(/Last used/).waitFor();
  await card.getByText(/This month: [1-9]\d* tokens/).waitFor();
  expect(await page.content()).not.toContain(secret);
  await button(page, 'Revoke My script').click();
  await button(page, 'Revoke').click();
  await page.getByText('My script is revoked.').waitFor();
  await page.getByText('You have no tokens yet.').waitFor();
  await eventually(async () => (await program.post({ query: '{ viewer { id } }' })).status).toBe(401);
});

test('an administrator sets a budget, and its owner is told when it is spent', async () => {
  const { ann, bob, upstream } = await world();
  upstream.script(says('First.'));
  const admin = await visits(ann, { path: '/settings/people' });
  await admin.getByRole('listitem').filter({ hasText: 'bob@example.org' }).waitFor();

  await button(admin, 'Change Bob').click();
  await admin.getByLabel('Tokens a month').fill('many');
  await button(admin, 'Save').click();
  await admin.getByText('Give a number of at least 0, or nothing.').waitFor();
  await admin.getByLabel('Tokens a month').fill('1');
  await button(admin, 'Save').click();
  await admin.locator('dialog').waitFor({ state: 'detached' });
  await admin.getByText('This month: 0 / 1 tokens').waitFor();

  const page = await visits(bob);
  await composer(page).fill('One');
  await composer(page).press('Enter');
  await answer(page).getByText('First.').waitFor();
  await page.locator('article[aria-busy=true]').waitFor({ state: 'detached' });
  await composer(page).fill('Two');
  await composer(page).press('Enter');
  await page.getByText(/Your budget of 1 tokens a month is spent/).waitFor();
  expect(await composer(page).inputValue()).toBe('Two');
});

test('members have no tab of people, by no way', async () => {
  const { bob } = await world();
  const page = await visits(bob, { path: '/settings/people' });

  await page.getByRole('navigation', { name: 'Settings' }).getByText('Sessions').waitFor();

  expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await page.getByText('ann@example.org').count()).toBe(0);
});
