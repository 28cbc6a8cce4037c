import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { type World, world } from '../support/world.ts';

/** What was done can be taken back: in sight, in reach, and for as long as somebody looks. */

afterAll(closeChromium);

async function chat({ ann }: World, title: string): Promise<string> {
  const { conversation, generation } = await ann.sends(title);
  await ann.follows(generation).end();
  await ann.does('updateConversation', { conversationId: conversation, title, unread: false }, '__typename');
  return conversation;
}

const toast = (page: Page, text: string): Locator => page.locator('.toast').filter({ hasText: text });

async function choose(page: Page, title: string, act: string): Promise<void> {
  await page.getByRole('link', { name: title }).hover();
  await button(page, `Options for ${title}`).click();
  await page.getByRole('menuitem', { name: act, exact: true }).click();
}

test('on a phone what was deleted or archived in the drawer comes back by Undo, there and then', async () => {
  const here = await world();
  await chat(here, 'Precious');
  const page = await visits(here.ann, phone);
  await button(page, 'Open sidebar').tap();
  const drawer = page.getByRole('dialog');
  const link = drawer.getByRole('link', { name: 'Precious' });

  for (const act of ['Delete', 'Archive']) {
    await button(page, 'Options for Precious').tap();
    await page.getByRole('menuitem', { name: act, exact: true }).tap();
    await link.waitFor({ state: 'detached' });
    // Only what stands in the modal dialog is read out and can be touched.
    await drawer.getByRole('status').getByRole('button', { name: 'Undo' }).tap();
    await link.waitFor();
  }
});

test('a toast leaves the composer free', async () => {
  const here = await world();
  const id = await chat(here, 'Kept');
  await chat(here, 'Gone');
  const page = await visits(here.ann, { path: `/c/${id}` });
  await answer(page).getByText('You said').waitFor();

  await choose(page, 'Gone', 'Delete');
  await toast(page, 'moved to the trash').waitFor();

  const over = await toast(page, 'moved to the trash').boundingBox();
  const box = await page.locator('.composer').boundingBox();
  expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);
});

test('no time passes for a toast under the pointer or with the focus, and then it goes', async () => {
  const here = await world();
  await chat(here, 'Gone');
  const page = await visits(here.ann);
  await page.getByRole('link', { name: 'Gone' }).waitFor();
  await page.clock.install();
  await choose(page, 'Gone', 'Delete');

  await toast(page, 'moved to the trash').hover();
  await page.clock.runFor(30_000);
  await button(page, 'Undo').focus();
  await page.mouse.move(0, 0);
  await page.clock.runFor(30_000);
  await button(page, 'Undo').waitFor();
  await composer(page).focus();
  await page.clock.runFor(10_000);

  await button(page, 'Undo').waitFor({ state: 'detached' });
});

test('news take no place from an Undo, and the same news are one toast', async () => {
  const here = await world();
  await chat(here, 'Gone');
  const page = await visits(here.ann);
  await send(page, 'Copy this');
  await ended(page);
  await choose(page, 'Gone', 'Delete');
  await button(page, 'Undo').waitFor();

  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Control+Shift+C');
  await toast(page, 'Copied').waitFor();

  expect(await toast(page, 'Copied').count()).toBe(1);
  await button(page, 'Undo').click();
  await page.getByRole('link', { name: 'Gone' }).waitFor();
});

test('a thumb that is taken back takes its note along, and Undo brings both back', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'Rate me');
  await ended(page);
  await button(page, 'Good answer').click();
  await page.getByRole('textbox', { name: 'Tell more (optional)' }).fill('Just so');
  await button(page, 'Save note').click();
  await toast(page, 'Noted').waitFor();

  await button(page, 'Good answer').click();
  await button(page, 'Undo').click();

  await eventually(() => button(page, 'Good answer').getAttribute('aria-pressed')).toBe('true');
  await page.reload();
  await button(page, 'Good answer').click({ trial: true });
  expect(await button(page, 'Good answer').getAttribute('aria-pressed')).toBe('true');
});

test('a pasted text that was removed comes back by Undo', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await composer(page).waitFor();
  await composer(page).evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'line\n'.repeat(400));
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await button(page, 'Remove the pasted text').click();
  await page.getByText(/Pasted text ·/).waitFor({ state: 'detached' });

  await button(page, 'Undo').click();

  await page.getByText(/Pasted text ·/).waitFor();
});
