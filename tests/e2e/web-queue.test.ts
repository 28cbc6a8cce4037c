import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import {
  answer,
  button,
  composer,
  ended,
  eventually,
  questions,
  send,
  type Visit,
  visits,
} from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { cranked, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What is sent while an answer is still being written. */

afterAll(closeChromium);

const card = (page: Page) => page.locator('.queued-card');
const nextToAnswer = 'Queued. Sent after this answer.';

/** A chat whose answer is being written, until the test says so. */
async function talking(visit: Visit = {}) {
  const { ann, upstream, sql } = await world({ deadlines: { backoffMs: 1 } });
  const model = cranked();
  upstream.script(model, says('Second.'), says('Third.'));
  const page = await visits(ann, visit);
  await send(page, 'Talk');
  await model.say('So far');
  await answer(page).getByText('So far').waitFor();
  return { ann, page, model, sql };
}

async function queues(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await card(page).getByText(text).waitFor();
}

test('what is sent while an answer is written waits in sight, and goes once below it when it is complete', async () => {
  const { page, model, sql } = await talking();

  await composer(page).fill('And then?');
  await button(page, 'Stop').waitFor();
  await button(page, 'Send after this answer').click();
  await card(page).getByText(nextToAnswer).waitFor();
  await page.getByRole('status').getByText(nextToAnswer).waitFor({ state: 'attached' });
  expect(await composer(page).inputValue()).toBe('');
  expect(await button(page, 'Send after this answer').count()).toBe(0);
  await queues(page, 'And after that?');
  await model.ends();

  await answer(page).getByText('Second.').waitFor();
  await ended(page);
  await card(page).waitFor({ state: 'detached' });
  expect(await page.locator('.user-bubble').allInnerTexts()).toEqual([
    'Talk',
    'And then?\n\nAnd after that?',
  ]);
  await page.reload();
  await answer(page).getByText('Second.').waitFor();
  expect(await sql(`SELECT FROM message WHERE role = 'USER'`)).toHaveLength(2);
});

test('a queued message outlives a reload, and goes once from two tabs, also from another chat', async () => {
  const { page, model, sql } = await talking();
  const second = await page.context().newPage();
  await second.goto(page.url());
  await answer(second).getByText('So far').waitFor();
  await queues(page, 'And then?');
  await card(second).getByText('And then?').waitFor();
  await page.reload();
  await card(page).getByText('And then?').waitFor();
  await answer(page).getByText('So far').waitFor();
  await button(second, 'New chat')
    .or(second.getByRole('link', { name: 'New chat' }))
    .first()
    .click();
  await model.ends();

  await answer(page).getByText('Second.').waitFor();
  await ended(page);
  await second.goBack();
  await answer(second).getByText('Second.').waitFor();
  await card(page).waitFor({ state: 'detached' });
  await card(second).waitFor({ state: 'detached' });
  expect(await sql(`SELECT FROM message WHERE text = 'And then?'`)).toHaveLength(1);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => /queued/.test(name)))).toEqual(
    [],
  );
});

const unfinished = ['is stopped', 'fails'] as const;

test.each(unfinished)('when the answer %s, a queued message waits for a word of its writer', async (how) => {
  const { page, model } = await talking();
  await queues(page, 'And then?');
  if (how === 'fails') await model.fails();
  else await composer(page).press('Escape');
  await card(page).getByText('Not sent yet.').waitFor();
  await page.reload();
  await card(page).getByText('Not sent yet.').waitFor();
  await answer(page).getByText('So far').waitFor();
  expect(await questions(page).count()).toBe(1);

  await card(page).getByRole('button', { name: 'Send', exact: true }).click();
  await answer(page).getByText('Second.').waitFor();
  expect(await questions(page).count()).toBe(2);
});

test('a queued message that is urgent stops the answer and goes at once', async () => {
  const { page } = await talking();
  await queues(page, 'Wait!');
  await button(page, 'Stop and send').click();

  await answer(page).getByText('Second.').waitFor();
  await page.getByText('You stopped this answer.').waitFor();
  expect(await page.locator('.markdown').allInnerTexts()).toEqual(['So far', 'Second.']);
});

test('a queued message goes back into the empty box, or is removed with Undo, and no text is lost or joined', async () => {
  const { page } = await talking();
  await queues(page, 'And then?');
  await composer(page).fill('Something else');
  await card(page).getByRole('button', { name: 'Edit' }).click({ force: true });
  await page.getByText('Send or clear what you are writing first.').waitFor();
  expect(await composer(page).inputValue()).toBe('Something else');
  await composer(page).fill('');
  await card(page).getByRole('button', { name: 'Edit' }).click();
  await card(page).waitFor({ state: 'detached' });
  expect(await composer(page).inputValue()).toBe('And then?');
  await composer(page).press('Enter');

  await card(page).getByRole('button', { name: 'Remove' }).click();
  await card(page).waitFor({ state: 'detached' });
  await button(page, 'Undo').click();
  await card(page).getByText('And then?').waitFor();
  await composer(page).press('ArrowUp');
  await eventually(() => composer(page).inputValue()).toBe('And then?');
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing wrong with a queued message, %s, also at 320 px',
  async (colorScheme) => {
    const { page } = await talking({ colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
    await queues(page, `And then? ${'long'.repeat(200)}`);
    await composer(page).fill('One more');
    expect(await violations(page, 'wide')).toEqual([]);

    await page.setViewportSize({ width: 320, height: 640 });
    await button(page, 'Stop and send').waitFor();
    expect(await violations(page, 'narrow')).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  },
);
