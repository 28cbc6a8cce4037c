import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import {
  answer,
  answers,
  button,
  composer,
  cutConnections,
  ended,
  eventually,
  questions,
  send,
  thread,
  visits,
} from '../support/browser.ts';
import { closeChromium, desktop, phone } from '../support/chromium.ts';
import { findSmallTargets } from '../support/small-targets.ts';
import { cranked, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Saving a message that was written anew, without asking again. */

afterAll(closeChromium);

const editor = (page: Page) => page.getByRole('textbox', { name: 'Edit message' });
const answerEditor = (page: Page) => page.getByRole('textbox', { name: 'Edit answer' });

const long = Array.from({ length: 30 }, (_, n) => `Paragraph ${n} of a long answer.`).join('\n\n');

/** A chat with three turns, the middle one long, and a page that shows it. */
async function threeTurns({ ann, upstream }: World, options = {}) {
  upstream.script(says('First answer.'), says(long), says('Third answer.'));
  const first = await ann.sends('One?');
  await ann.follows(first.generation).end();
  for (const text of ['Two?', 'Three?']) {
    const sent = await ann.sends(text, { conversationId: first.conversation });
    await ann.follows(sent.generation).end();
  }
  const page = await visits(ann, { path: `/c/${first.conversation}`, ...options });
  await answer(page).getByText('Third answer.').waitFor();
  // Earlier turns come one by one, and count only when all are there.
  await page.locator('[role=log][data-opening=false]').waitFor();
  return { page, conversation: first.conversation };
}

async function edits(page: Page, at: number) {
  await questions(page).nth(at).hover();
  await questions(page).nth(at).getByRole('button', { name: 'Edit', exact: true }).click();
  await editor(page).waitFor();
}

async function editsAnswer(page: Page, at: number) {
  await answers(page).nth(at).hover();
  await answers(page).nth(at).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit answer' }).click();
  await answerEditor(page).waitFor();
}

test('a saved message keeps what follows and its place, asks no model, and ‹ › leads back', async () => {
  const here = await world();
  const { page } = await threeTurns(here);
  const asked = here.upstream.answers().length;
  await edits(page, 1);
  await editor(page).fill('Two, in other words?');
  await button(page, 'Save').scrollIntoViewIfNeeded();
  const top = () =>
    questions(page)
      .nth(1)
      .evaluate((question) => question.getBoundingClientRect().top);
  const was = await top();

  await button(page, 'Save').click();
  await page.locator('.user-bubble').getByText('Two, in other words?').waitFor();

  expect(await top()).toBeCloseTo(was, 0);
  expect(await questions(page).locator('.user-bubble').allInnerTexts()).toEqual([
    'One?',
    'Two, in other words?',
    'Three?',
  ]);
  await answers(page).nth(2).getByText('Third answer.').waitFor();
  await eventually(() => composer(page).evaluate((box) => box === document.activeElement)).toBe(true);
  const nav = questions(page).nth(1).getByRole('group', { name: 'Version 2 of 2' });
  await nav.getByRole('button', { name: 'Previous version' }).click();
  await questions(page).nth(1).getByText('Two?', { exact: true }).waitFor();
  await answers(page).nth(2).getByText('Third answer.').waitFor();
  await button(page, 'Next version').click();
  await page.locator('.user-bubble').getByText('Two, in other words?').waitFor();
  expect(here.upstream.answers()).toHaveLength(asked);
});

test('an answer is corrected from its menu, and another tab shows it', async () => {
  const here = await world();
  const { page, conversation } = await threeTurns(here);
  const other = await page.context().newPage();
  await other.goto(`${here.url}/c/${conversation}`);
  await answers(other).nth(0).getByText('First answer.').waitFor();

  await editsAnswer(page, 0);
  expect(await page.locator('.edit-box').getByRole('button').allInnerTexts()).toEqual(['Cancel', 'Save']);
  await answerEditor(page).fill('First answer, **corrected**.');
  await button(page, 'Save').click();

  await answers(page).nth(0).locator('strong').getByText('corrected').waitFor();
  await answers(page).nth(0).getByText('GPT-4.1', { exact: true }).waitFor();
  await answers(page).nth(0).getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await answers(other).nth(0).locator('strong').getByText('corrected').waitFor();
  await answers(other).nth(2).getByText('Third answer.').waitFor();
});

test('Ctrl+S saves, Esc leaves the text as it was, and what is not changed makes no branch', async () => {
  const here = await world();
  const { page } = await threeTurns(here);
  await editsAnswer(page, 2);
  await answerEditor(page).fill('Never mind');
  await page.keyboard.press('Escape');
  await answer(page).getByText('Third answer.').waitFor();
  await edits(page, 2);
  await page.keyboard.press('Control+s');
  await editor(page).waitFor({ state: 'detached' });
  expect(await page.locator('.branch-nav').count()).toBe(0);

  await composer(page).press('ArrowUp');
  await editor(page).fill('Three, or four?');
  await page.keyboard.press('Control+s');

  await questions(page).nth(2).getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await answer(page).getByText('Third answer.').waitFor();
});

test('while an answer is written nothing above it is saved, and the box says why and waits', async () => {
  const here = await world();
  const { page } = await threeTurns(here);
  const model = cranked();
  here.upstream.script(model);
  await send(page, 'Four?');
  await model.say('Fou');
  await answer(page).getByText('Fou').waitFor();

  await edits(page, 0);
  await editor(page).fill('Uno?');
  await page.getByText('An answer is being written: save when it has ended.').waitFor();
  expect(await button(page, 'Save').isDisabled()).toBe(true);
  await page.keyboard.press('Control+s');
  await model.say('r.');
  await model.ends();
  await ended(page);
  await button(page, 'Save').click();

  await page.locator('.user-bubble').getByText('Uno?').waitFor();
  await answer(page).getByText('Four.').waitFor();
});

test('what cannot be saved without a connection stands in its box, also after a reload', async () => {
  const here = await world();
  const { page } = await threeTurns(here, { expected: cutConnections });
  await editsAnswer(page, 0);
  await answerEditor(page).fill('Corrected on a train.');

  await page.context().setOffline(true);
  await button(page, 'Save').click();
  await page.getByText('The server cannot be reached. Check your connection and try again.').waitFor();
  expect(await answerEditor(page).inputValue()).toBe('Corrected on a train.');
  await page.context().setOffline(false);
  await page.reload();
  await eventually(() => answerEditor(page).inputValue()).toBe('Corrected on a train.');
  await button(page, 'Save').click();

  await answers(page).nth(0).getByText('Corrected on a train.').waitFor();
  await answers(page).nth(0).getByRole('group', { name: 'Version 2 of 2' }).waitFor();
});

test('a message far above the newest page is saved, and stays in view', async () => {
  const here = await world();
  const { ann, sql } = here;
  const { page, conversation } = await threeTurns(here);
  for (let n = 0; n < 22; n += 1) {
    const sent = await ann.sends(`more ${n}`, { conversationId: conversation });
    await ann.follows(sent.generation).end();
  }
  await page.reload();
  await answers(page).last().waitFor();
  await eventually(async () => {
    await thread(page).evaluate((view) => view.scrollTo({ top: 0 }));
    return questions(page).getByText('One?', { exact: true }).isVisible();
  }).toBe(true);

  await edits(page, 0);
  await editor(page).fill('Uno?');
  await button(page, 'Save').click();

  const saved = page.locator('.user-bubble').getByText('Uno?', { exact: true });
  await saved.waitFor();
  await eventually(() => saved.evaluate((text) => text.getBoundingClientRect().top > 0)).toBe(true);
  expect(await sql('SELECT FROM message')).toHaveLength(100);
});

for (const { name, device, px, colorScheme } of [
  { name: 'a desktop', device: desktop, px: 24, colorScheme: 'light' },
  { name: 'a phone', device: phone, px: 44, colorScheme: 'dark' },
] as const) {
  test(`axe finds nothing in the editor on ${name}, and every control is large enough`, async () => {
    const here = await world();
    const { page } = await threeTurns(here, { ...device, colorScheme, bypassCSP: true });
    await editsAnswer(page, 2);
    expect(await violations(page, 'an answer')).toEqual([]);
    await page.keyboard.press('Escape');
    await edits(page, 2);

    expect(await violations(page, 'a message')).toEqual([]);
    const small = await page.evaluate(findSmallTargets, px);
    expect(small.filter((control) => /^(textarea|button (Cancel|Save|Send):)/.test(control))).toEqual([]);
  });
}
