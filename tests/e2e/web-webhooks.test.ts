import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { button, eventually, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { isSigned, startReceiver } from '../support/receiver.ts';
import { world } from '../support/world.ts';

/** Webhooks, as people meet them in the settings. */

afterAll(closeChromium);

const quick = { pollMs: 50, retryMs: [], timeoutMs: 5_000 };
const env = { WEBHOOK_PRIVATE_ADDRESSES: 'true' };

test('a webhook is made, tested, fails, is replayed, changed, switched off and deleted', async () => {
  const { ann } = await world({ webhooks: quick, env });
  const receiver = await startReceiver();
  receiver.answer((response, number) => void response.writeHead(number === 1 ? 500 : 200).end());
  const page = await visits(ann, { path: '/settings/api', bypassCSP: true });
  await page.getByText('You have no webhooks yet.').waitFor();

  await button(page, 'New webhook').click();
  await page.getByLabel('Address').fill('nonsense');
  await button(page, 'Create webhook').click();
  await page.getByText(/Give an address like/).waitFor();
  expect(await violations(page, 'form')).toEqual([]);
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByLabel('New messages').uncheck();
  await button(page, 'Create webhook').click();
  const secret = (await page.locator('dialog code').textContent()) ?? '';
  await button(page, 'Done').click();

  const card = page.getByRole('listitem').filter({ hasText: receiver.url });
  await card.getByText('Chats made or changed').waitFor();
  expect(await card.textContent()).not.toContain('New messages');
  await button(page, `Deliveries to ${receiver.url}`).click();
  await page.getByText('Nothing was sent in the last seven days.').waitFor();
  await button(page, 'Send a test').click();
  const log = page.locator('dialog');
  await log.getByText('Failed', { exact: true }).waitFor();
  await log.getByText('The receiver answered with the status 500.').waitFor();
  expect(await violations(page, 'log')).toEqual([]);
  await button(page, 'Replay').click();
  await log.getByText('Delivered', { exact: true }).waitFor();
  await log.getByText(/2 tries · HTTP 200/).waitFor();
  expect(receiver.got.map((request) => isSigned(request, secret))).toEqual([true, true]);
  await button(page, 'Close').click();

  await button(page, `Change ${receiver.url}`).click();
  await page.getByLabel('New messages').check();
  await button(page, 'Save').click();
  await card.getByText(/New messages/).waitFor();
  await button(page, `Change ${receiver.url}`).click();
  await button(page, 'Make a new secret').click();
  await page.getByText('The secret of today is void at once').waitFor();
  await button(page, 'Make a new secret').last().click();
  expect(await page.locator('dialog code').textContent()).not.toBe(secret);
  await button(page, 'Done').click();
  await page.getByLabel(`Send events to ${receiver.url}`).uncheck();
  const state = async () => (await ann.asks('{ viewer { webhooks { nodes { enabled events } } } }')).viewer;
  await eventually(async () => (await state()).webhooks.nodes[0].enabled).toBe(false);
  expect((await state()).webhooks.nodes[0].events).toHaveLength(6);
  expect(await violations(page, 'list')).toEqual([]);

  await button(page, `Delete ${receiver.url}`).click();
  await button(page, 'Delete').click();
  await page.getByText('The webhook is deleted.').waitFor();
  await page.getByText('You have no webhooks yet.').waitFor();
});

test('one that the server switched off says why, and on a phone nothing stands out of the page', async () => {
  const { ann, sql } = await world({ webhooks: quick, env });
  const url = `https://example.org/${'long/'.repeat(30)}`;
  await ann.does('createWebhook', { url, events: ['PROJECT_CHANGED'] }, 'secret');
  await sql(
    `UPDATE webhook SET enabled = false, disabled_reason = 'Every try of more than a day has failed.'`,
  );

  const page = await visits(ann, { path: '/settings/api', ...phone });
  await page.getByText('Switched off, because every try of more than a day failed.').waitFor();

  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await button(page, `Deliveries to ${url}`).click();
  await page.getByText('Nothing was sent in the last seven days.').waitFor();
  expect(await button(page, 'Send a test').count()).toBe(0);
  expect(await overflow()).toBeLessThanOrEqual(0);
});
