import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, eventually, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { refuses, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** A page speaks one language, also when something goes wrong. */

afterAll(closeChromium);

/** Three Latin words in a row, on screen or in a name that is read out, but for what was written and a model's name. */
async function latinSentences(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [document.body.innerText, ...named].join('\n');
  });
  return said.match(/[A-Za-z][\w'’-]*(?:[,:;]? [A-Za-z][\w'’-]*){2,}/g) ?? [];
}

test('in Arabic nothing is English: the new chat, an answer that fails, a search that is refused', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann, { locale: 'ar' });
  const box = page.getByRole('textbox', { name: 'الرسالة' });
  await box.waitFor();
  expect(await latinSentences(page)).toEqual([]);

  upstream.script(refuses(429, { retryAfter: 600 }));
  await box.fill('سؤال');
  await box.press('Enter');
  await page.getByRole('alert').getByText('يحدّ المزوّد').waitFor();
  expect(await page.getByRole('timer').textContent()).toMatch(/[\d٠-٩]/);
  expect(await latinSentences(page)).toEqual([]);

  await page.keyboard.press('Control+k');
  for (const query of ['before:soon', 'role:nobody']) {
    await page.getByRole('combobox').fill(query);
    await page
      .getByRole('alert')
      .getByText(query.split(':')[0] ?? '')
      .waitFor();
    expect(await latinSentences(page)).toEqual([]);
  }
});

test('the notes at the foot of an answer are headed in the language of the page', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Stands below.[^1]\n\n[^1]: The note.'));
  const page = await visits(ann, { locale: 'de' });
  await page.getByRole('textbox', { name: 'Nachricht' }).fill('Quelle?');
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Fußnoten' }).waitFor();
  await page.getByRole('link', { name: 'Zurück zu Verweis 1' }).waitFor();
});

test('a rate limit is counted down, and then Retry is what to press', async () => {
  const { ann, upstream } = await world();
  upstream.script(refuses(429, { retryAfter: 90 }));
  const page = await visits(ann);
  await page.clock.install();
  await page.getByRole('textbox', { name: 'Message' }).fill('Now');
  await page.keyboard.press('Enter');
  const timer = page.getByRole('timer');
  await timer.getByText(/Try again in \d+ sec/).waitFor();
  const before = await timer.textContent();
  await page.clock.runFor(20_000);
  await eventually(() => timer.textContent()).not.toBe(before);
  const colour = () => button(page, 'Retry').evaluate((element) => getComputedStyle(element).backgroundColor);
  const plain = await colour();

  await page.clock.runFor(80_000);
  await timer.waitFor({ state: 'detached' });

  expect(await colour()).not.toBe(plain);
  await page.clock.resume();
  upstream.script(says('Here it is.'));
  await button(page, 'Retry').click();
  await answer(page).getByText('Here it is.').waitFor();
});
