import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { answer, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium, desktop, phone } from '../support/chromium.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { cranked, refuses, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Parley without a mouse, and for those who do not see it as it is drawn. */

afterAll(closeChromium);

const screens = [
  { name: 'a desktop', device: desktop },
  { name: 'a phone', device: phone },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, device } of screens) {
    test(`axe finds nothing on ${name} in ${colorScheme} colours`, async () => {
      const { ann, stranger, upstream } = await world({ deadlines: { backoffMs: 1 } });
      upstream.script(says(sampleAnswer), refuses(500));
      const look = { ...device, colorScheme, bypassCSP: true, reducedMotion: 'reduce' as const };
      const door = await visits(stranger(), { ...look, path: '/sign-up' });
      const found: string[] = [];
      const inspect = async (page: Page, screen: string) => found.push(...(await violations(page, screen)));

      await button(door, 'Sign up').click();
      await inspect(door, 'sign-up with an error');
      await door.goto(`${ann.url}/sign-in`);
      await button(door, 'Sign in').waitFor();
      await inspect(door, 'sign-in');
      const page = await visits(ann, look);
      await composer(page).waitFor();
      await inspect(page, 'new chat');
      await page.getByRole('button', { name: /^Model/ }).click();
      await page.getByRole('menuitemradio').first().waitFor();
      await inspect(page, 'model menu');
      await page.keyboard.press('Escape');
      await send(page, 'How do I page?');
      await ended(page);
      await answer(page).locator('pre .tok').first().waitFor();
      await inspect(page, 'thread');
      await send(page, 'And now?');
      await page.getByRole('alert').waitFor();
      await inspect(page, 'failed answer');
      if (device === phone) await button(page, 'Open sidebar').click();
      await page.getByRole('link', { name: /^About How/ }).waitFor();
      await inspect(page, 'sidebar');
      await page
        .getByRole('button', { name: /^Options for/ })
        .first()
        .click();
      await inspect(page, 'menu of a chat');
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await button(page, 'Undo').waitFor();
      await inspect(page, 'undo');
      await button(page, 'Trash').click();
      await button(page, 'Empty the trash').click();
      await page.getByRole('dialog', { name: 'Empty the trash?' }).waitFor();
      await inspect(page, 'trash');

      expect(found).toEqual([]);
    }, 60_000);
  }
}

test('everything can be reached and done with the keyboard alone', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await composer(page).waitFor();
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
    );
  const presses = async (key: string, until: string) => {
    for (let count = 0; (await focused())?.trim() !== until; count += 1) {
      if (count > 30) throw new Error(`${key} never reached “${until}”, but “${await focused()}”`);
      await page.keyboard.press(key);
    }
  };

  expect(await focused()).toBe('Message');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await model.say('An answer');
  await answer(page).getByText('An answer').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('You stopped this answer.').waitFor();
  expect(await focused()).toBe('Message');

  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.reload();
  await composer(page).waitFor();
  await presses('Shift+Tab', 'Options for By keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  await presses('ArrowDown', 'Rename');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'New title' }).waitFor();
  await page.keyboard.type('Renamed by keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Renamed by keyboard' }).waitFor();
  expect(await focused()).toBe('Renamed by keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await eventually(focused).toBe('Rename');
  await page.keyboard.press('Escape');
  await eventually(focused).toBe('Options for Renamed by keyboard');
  await presses('Tab', 'Messages');
  await presses('Tab', 'Message');
});

test('a screen reader hears the beginning, the sentences and the ending of an answer, not its tokens', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await page.getByText('Your conversations will appear here.').waitFor();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const hear = () => {
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite]')) {
        const text = region.textContent?.trim();
        if (text && heard.at(-1) !== text) heard.push(text);
      }
    };
    new MutationObserver(hear).observe(document.body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

  await send(page, 'Speak');
  for (const token of ['One', ' two', '. And', ' **thr']) await model.say(token);
  await page.getByRole('status').getByText('One two.', { exact: true }).waitFor({ state: 'attached' });
  for (const token of ['ee**', ' four']) await model.say(token);
  await answer(page).getByText('four').waitFor();
  await model.ends();
  await page.getByText('Answer complete').waitFor({ state: 'attached' });

  const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  expect(heard.filter((text) => !text.startsWith('Still'))).toEqual([
    'Generating an answer',
    'One two.',
    'And three four Answer complete',
  ]);
});

test('at 320 pixels and twice the text size nothing is cut off sideways', async () => {
  const { ann, upstream } = await world();
  upstream.script(says(`${sampleAnswer}\n\n${'unbreakable'.repeat(30)}`));
  const page = await visits(ann, { ...desktop, viewport: { width: 320, height: 640 } });
  await send(page, 'x'.repeat(400));
  await ended(page);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });

  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  expect(await page.getByRole('log').evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
});
