import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import {
  answer,
  button,
  composer,
  cutConnections,
  ended,
  eventually,
  send,
  visits,
} from '../support/browser.ts';
import { closeChromium, desktop } from '../support/chromium.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Parley for eyes that need other colours, larger letters or another direction. */

afterAll(closeChromium);

const tabs = [
  'general',
  'appearance',
  'instructions',
  'presets',
  'feedback',
  'sessions',
  'api',
  'people',
  'data',
  'shortcuts',
];

/** The tab's content is there; its chunk comes when it is asked for. */
const opensTab = async (page: Page, url: string, tab: string) => {
  await page.goto(`${url}/settings/${tab}`);
  await page.locator('.page').waitFor();
  await eventually(() => page.getByText(/^Loading/).count()).toBe(0);
};

async function hasKeptChat(page: Page): Promise<void> {
  await send(page, 'Remember this');
  await ended(page);
  await eventually(() =>
    page.evaluate(async () => {
      const kept = await (await caches.open('parley-chats')).keys();
      const files = await (await caches.open('parley-program')).keys();
      return Boolean(navigator.serviceWorker.controller) && kept.length === 1 && files.length > 4;
    }),
  ).toBe(true);
  await page.reload();
  await answer(page).getByText('Sure').waitFor();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any tab of the settings and offline, in ${colorScheme} colours`, async () => {
    const { ann, upstream } = await world();
    upstream.script(says('Sure.'));
    const page = await visits(ann, {
      colorScheme,
      bypassCSP: true,
      reducedMotion: 'reduce',
      expected: cutConnections,
    });
    const found: string[] = [];

    await hasKeptChat(page);
    for (const tab of tabs) {
      await opensTab(page, ann.url, tab);
      found.push(...(await violations(page, tab)));
    }
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText('see what this browser kept').waitFor();
    found.push(...(await violations(page, 'offline')));

    expect(found).toEqual([]);
  });
}

/** What reaches beyond the sides of the window and cannot be scrolled to. */
const findCutOff = (): string[] => {
  const isClipped = (element: Element | null): boolean =>
    element !== null &&
    (getComputedStyle(element).overflowX !== 'visible' || isClipped(element.parentElement));
  return [...document.querySelectorAll('main *, dialog[open] *')]
    .filter((element) => element.childElementCount === 0 && element.checkVisibility())
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (left < -1 || right > innerWidth + 1) && !isClipped(element);
    })
    .map((element) => `${element.tagName} ${element.className} ${element.textContent}`);
};

test('at 200 % nothing of settings, search, usage and a chat is cut off sideways', async () => {
  const { ann, upstream } = await world();
  upstream.script(says(sampleAnswer));
  const half = { width: desktop.viewport.width / 2, height: desktop.viewport.height / 2 };
  const page = await visits(ann, { viewport: half, deviceScaleFactor: 2 });
  const tooWide = () => page.evaluate(findCutOff);
  await send(page, 'How do I page?');
  await ended(page);
  const found: Record<string, string[]> = { chat: await tooWide() };

  for (const tab of tabs) {
    await opensTab(page, ann.url, tab);
    found[tab] = await tooWide();
  }
  await page.goto(`${ann.url}/usage`);
  await page.getByRole('table').first().waitFor();
  found.usage = await tooWide();
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  found.palette = await tooWide();

  expect(Object.entries(found).filter(([, wide]) => wide.length > 0)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(half.width);
});

const colours = (locator: Locator) =>
  locator.evaluate((element) => {
    const { color, backgroundColor, outlineStyle, outlineWidth, borderTopStyle, borderTopWidth } =
      getComputedStyle(element);
    return {
      color,
      backgroundColor,
      outline: `${outlineStyle} ${outlineWidth}`,
      border: `${borderTopStyle} ${borderTopWidth}`,
    };
  });

test('in forced colours the focus, the current chat, what is chosen and the buttons are seen', async () => {
  const { ann } = await world();
  const page = await visits(ann, { forcedColors: 'active' });
  await send(page, 'First');
  await ended(page);
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await send(page, 'Second');
  await ended(page);

  const row = (name: string) => page.locator('.row', { hasText: name });
  await eventually(() => page.locator('.row').count()).toBe(2);
  expect((await colours(row('Second'))).backgroundColor).not.toBe(
    (await colours(row('First'))).backgroundColor,
  );
  expect((await colours(button(page, 'Send'))).border).toBe('solid 1px');
  await composer(page).focus();
  expect((await colours(page.locator('.composer'))).outline).toBe('solid 2px');
  await page.keyboard.press('Tab');
  expect((await colours(page.locator(':focus'))).outline).toBe('solid 2px');
  await page.keyboard.press('Control+k');
  await page.getByRole('option').nth(1).waitFor();
  const chosen = page.getByRole('option', { selected: true });
  await page.keyboard.press('ArrowDown');
  await chosen.waitFor();
  const other = page.getByRole('option', { selected: false }).first();
  expect((await colours(chosen)).backgroundColor).not.toBe((await colours(other)).backgroundColor);
});

test('in Arabic a Latin title stands at the right edge, in the list and above the chat', async () => {
  const { ann } = await world();
  const page = await visits(ann, { locale: 'ar' });
  await page.locator('textarea').fill('Short');
  await page.keyboard.press('Enter');
  await ended(page);

  const edges = (selector: string) =>
    page.locator(selector).evaluate((title) => {
      const range = document.createRange();
      range.selectNodeContents(title);
      return Math.round(title.getBoundingClientRect().right - range.getBoundingClientRect().right);
    });
  await page.locator('.row .row-title').waitFor();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await edges('.row .row-title')).toBe(0);
  expect(await edges('.chat-header h1')).toBe(0);
});
