import { afterAll, expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { answers, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { world } from '../support/world.ts';

/** One model is found among many. */

afterAll(closeChromium);

const makers = ['acme', 'birch', 'cedar'];
const names = makers.flatMap((maker) => [1, 2, 3, 4, 5, 6].map((size) => `${maker}/talker-${size}`));
const env = { PARLEY_MODELS: ['gpt-4.1', ...names].join(',') };

test('among many models one is found by a part of its name, with arrow keys, by who made it', async () => {
  const { ann } = await world({ env });
  const page = await visits(ann, { bypassCSP: true });
  await button(page, 'Model: GPT-4.1').click();
  const box = page.getByRole('combobox', { name: 'Model for the next message' });
  await box.waitFor();
  await page.getByRole('option', { name: /GPT-4\.1.*tokens of context.*\$2\.00 in, \$8\.00 out/ }).waitFor();
  await page.getByRole('group', { name: 'birch' }).getByRole('option').first().waitFor();
  expect(await violations(page, 'list of models')).toEqual([]);

  await box.fill('cedar talk');
  await eventually(() => page.getByRole('option').count()).toBe(6);
  await box.press('ArrowDown');
  await box.press('Enter');

  await page.getByRole('button', { name: /^Model: .*talker-2/ }).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.className)).toContain('model-button');
});

test('a favourite stands at the top from then on, starred by hand or by keys, until it is one no more', async () => {
  const { ann } = await world({ env });
  const page = await visits(ann, { bypassCSP: true });
  const open = async () => {
    await button(page, 'Model: GPT-4.1').click();
    await page.getByRole('combobox').waitFor();
  };
  const group = page.getByRole('group', { name: 'Favourites' });
  const favourites = () => group.getByRole('option').allInnerTexts();
  await open();
  const option = page.getByRole('option', { name: /cedar\/talker-6/i });
  await option.hover();
  await option.locator('.favourite-star').click();
  await eventually(async () => (await favourites()).length).toBe(1);
  expect(await violations(page, 'favourites')).toEqual([]);

  await page.getByRole('combobox').fill('birch 2');
  await eventually(() => page.getByRole('option').count()).toBe(1);
  await button(page, 'Close').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.reload();
  await open();
  await eventually(async () => (await favourites()).map((text) => text.split('\n')[0])).toEqual([
    'birch/talker-2',
    'cedar/talker-6',
  ]);
  await group.locator('.favourite-star').first().click();
  await group.locator('.favourite-star').first().click();

  await group.waitFor({ state: 'detached' });
});

test('another answer can be had from every model, also on a phone', async () => {
  const { ann, upstream } = await world({ env });
  const page = await visits(ann, phone);
  await send(page, 'Who are you?');
  await ended(page);
  await answers(page).getByRole('button', { name: 'More actions' }).tap();
  await page.getByRole('menuitem', { name: 'Regenerate with another model' }).tap();
  await page.getByRole('combobox').fill('cedar 6');
  await page.getByRole('option').tap();

  await eventually(() => upstream.answers().at(-1)?.body.model).toBe('cedar/talker-6');
  await ended(page);
});

test('letters that are typed quickly in a menu are the beginning of one name', async () => {
  const { ann } = await world({ env: { PARLEY_MODELS: 'gpt-4.1,llama-2,llama-3,lynx' } });
  const page = await visits(ann);
  await composer(page).waitFor();
  await button(page, 'Model: GPT-4.1').click();
  await page.getByRole('menuitemradio', { checked: true }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.toLowerCase());
  await eventually(focused).toContain('gpt');

  await page.keyboard.type('ly');

  expect(await focused()).toContain('lynx');
});
