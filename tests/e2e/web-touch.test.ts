import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium, desktop, phone } from '../support/chromium.ts';
import { sampleAnswer } from '../support/sample-answer.ts';
import { findSmallTargets } from '../support/small-targets.ts';
import { says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Parley under a finger. */

afterAll(closeChromium);

const tabs = ['general', 'appearance', 'instructions', 'presets', 'sessions', 'api', 'people', 'data'];

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
    await look('editing');
    await page.keyboard.press('Escape');
    await openList(page, device === phone);
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

async function openList(page: Page, isPhone: boolean): Promise<void> {
  if (isPhone) await button(page, 'Open sidebar').click();
}
