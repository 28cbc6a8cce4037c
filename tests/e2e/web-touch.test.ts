import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, questions, send, visits } from '../support/browser.ts';
import { closeChromium, desktop, phone } from '../support/chromium.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { findSmallTargets } from '../support/small-targets.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Parley under a finger. */

afterAll(closeChromium);

const tabs = [
  'general',
  'appearance',
  'instructions',
  'presets',
  'sessions',
  'api',
  'people',
  'data',
  'shortcuts',
];

for (const { name, device, px } of [
  { name: 'a finger finds 44 pixels', device: phone, px: 44 },
  { name: 'a mouse finds 24 pixels', device: desktop, px: 24 },
]) {
  test(`${name} at every control of the chat, the list of chats, the settings and the search`, async () => {
    const { ann, upstream } = await world();
    upstream.script(says(sampleAnswer), says('Another one.'));
    const page = await visits(ann, { ...device, reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    const look = async (screen: string) => {
      found[screen] = await page.evaluate(findSmallTargets, px);
    };
    await composer(page).waitFor();
    await look('new chat');
    await send(page, 'How do I page?');
    await ended(page);
    await answer(page).locator('pre .tok').first().waitFor();
    await button(page, 'Regenerate').click();
    await answer(page).getByText('Another one.').waitFor();
    await ended(page);
    await look('versions');
    await button(page, 'Previous version').click();
    await answer(page).locator('pre').waitFor();
    await look('chat');
    await button(page, 'Edit').click();
    await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await look('editing');
    await page.keyboard.press('Escape');
    if (device === phone) await button(page, 'Open sidebar').click();
    await page.getByRole('link', { name: /^About How/ }).waitFor();
    await look('list of chats');
    await page
      .getByRole('button', { name: /^Options for/ })
      .first()
      .click();
    await look('menu');
    await page.keyboard.press('Escape');
    await button(page, 'Search').click();
    await page.getByRole('option').first().waitFor();
    await look('search');
    for (const tab of tabs) {
      await page.goto(`${ann.url}/settings/${tab}`);
      await page.locator('.page').waitFor();
      await eventually(() => page.getByText(/^Loading/).count()).toBe(0);
      await look(tab);
    }

    expect(Object.entries(found).filter(([, small]) => small.length > 0)).toEqual([]);
  });
}

/** A finger comes down in the middle of what is found; `lift` takes it away. */
async function touch(page: Page, target: Locator) {
  const box = await target.boundingBox();
  if (!box) throw new Error('There is nothing to touch.');
  const devTools = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 20) };
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    devTools.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', [at]);
  return {
    moveBy: (x: number, y: number) => send('touchMove', [{ x: at.x + x, y: at.y + y }]),
    lift: () => send('touchEnd', []),
  };
}

async function hold(page: Page, target: Locator): Promise<Locator> {
  const finger = await touch(page, target);
  const sheet = page.locator('dialog.sheet');
  await sheet.waitFor();
  await finger.lift();
  return sheet;
}

const item = (sheet: Locator, name: string) => sheet.getByRole('menuitem', { name, exact: true });

test('a finger that rests on a message opens its actions: copy, select its text, edit, fork', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Use a cursor.'));
  const page = await visits(ann, { ...phone, permissions: ['clipboard-read', 'clipboard-write'] });
  await send(page, 'How do I page?');
  await ended(page);

  const sheet = await hold(page, answer(page).locator('.markdown'));
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
  await item(sheet, 'Regenerate').waitFor();
  await item(sheet, 'Fork up to here').waitFor();
  await item(sheet, 'Copy').tap();
  await sheet.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Use a cursor.');

  await item(await hold(page, answer(page).locator('.markdown')), 'Select text').tap();
  await eventually(() => page.evaluate(() => getSelection()?.toString())).toBe('Use a cursor.');
  await button(page, 'Quote').waitFor();

  await item(await hold(page, questions(page).locator('.user-bubble')), 'Edit').tap();
  await eventually(() => page.getByRole('textbox', { name: 'Edit message' }).inputValue()).toBe(
    'How do I page?',
  );
  await eventually(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Edit message');
});

test('the sheet keeps the focus, and goes by Esc, a tap beside it and a swipe down, back to where it was', async () => {
  const { ann } = await world();
  const page = await visits(ann, phone);
  await send(page, 'Hello');
  await ended(page);
  const bubble = questions(page).locator('.user-bubble');
  const focused = () => page.evaluate(() => document.activeElement?.ariaLabel);

  const sheet = await hold(page, bubble);
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('dialog.sheet :focus').textContent()).toBe('Copy');
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  expect(await focused()).toBe('More actions');

  await hold(page, bubble);
  await page.touchscreen.tap(195, 60);
  await sheet.waitFor({ state: 'detached' });
  expect(await focused()).toBe('More actions');

  await hold(page, bubble);
  await eventually(() => sheet.evaluate((element) => element.getAnimations().length)).toBe(0);
  const finger = await touch(page, sheet);
  for (const y of [30, 60, 120]) await finger.moveBy(0, y);
  await finger.lift();
  await sheet.waitFor({ state: 'detached' });
});

test('a finger that rests on a chat in the list opens what can be done with it, and does not open the chat', async () => {
  const { ann } = await world();
  const page = await visits(ann, phone);
  await send(page, 'Hello');
  await ended(page);
  await page.goto(ann.url);
  await button(page, 'Open sidebar').tap();
  const row = page.getByRole('link', { name: /^About Hello/ });
  await row.waitFor();
  await eventually(() => page.locator('.drawer').evaluate((element) => element.getAnimations().length)).toBe(
    0,
  );

  await item(await hold(page, row), 'Rename').tap();
  await page.getByRole('textbox', { name: 'New title' }).fill('Greetings');
  await page.keyboard.press('Enter');
  const renamed = page.getByRole('link', { name: 'Greetings' });
  await item(await hold(page, renamed), 'Share').tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).tap();
  await page.getByRole('dialog').getByRole('link').last().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('a finger that moves, scrolls or lets go in time opens nothing, and a mouse still selects words', async () => {
  const { ann } = await world();
  const page = await visits(ann, phone);
  await send(page, 'Hello');
  await ended(page);
  const bubble = questions(page).locator('.user-bubble');

  const moving = await touch(page, bubble);
  await moving.moveBy(0, 12);
  await page.waitForTimeout(700);
  await moving.lift();
  await (await touch(page, bubble)).lift();
  await page.waitForTimeout(700);
  expect(await page.locator('dialog.sheet').count()).toBe(0);

  const desk = await visits(ann, { path: new URL(page.url()).pathname });
  await questions(desk).locator('.user-bubble').dblclick();
  expect(await desk.evaluate(() => getSelection()?.toString().trim())).toBe('Hello');
});
