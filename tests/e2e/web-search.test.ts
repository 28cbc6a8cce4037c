import { randomUUID } from 'node:crypto';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import { button, composer, eventually, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { type World, world } from '../support/world.ts';

afterAll(closeChromium);

async function hasChat({ sql }: World, title: string, texts: string[]) {
  const id = randomUUID();
  const ids = texts.map(() => randomUUID());
  await sql(
    `INSERT INTO conversation (id, user_id, title, model_name) SELECT $1, id, $2, 'gpt-4.1' FROM "user" WHERE name = 'Ann'`,
    [id, title],
  );
  await sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
     SELECT t.id, $1, c.user_id, lag(t.id) OVER (ORDER BY n), n - 1,
       CASE WHEN n % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END::message_role, t.body
     FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (id, body, n), conversation c WHERE c.id = $1`,
    [id, ids, texts],
  );
  await sql('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [id, ids.at(-1)]);
  return {
    path: `/c/${encodeGlobalId('Conversation', id)}`,
    messages: ids.map((each) => encodeGlobalId('Message', each)),
  };
}

const box = (page: Page) => page.getByRole('combobox', { name: 'Search chats and commands' });
const options = (page: Page) => page.getByRole('option');
const selected = (page: Page) => page.locator('[role=option][aria-selected=true]');
const opens = async (page: Page) => {
  await composer(page).waitFor();
  await page.keyboard.press('Control+k');
  await box(page).waitFor();
};

test('Ctrl-K finds a message by keyboard alone and opens it; Esc gives the focus back', async () => {
  const here = await world();
  await hasChat(here, 'Birds of the coast', ['Which birds dive?', 'Gannets dive from thirty metres.']);
  const cooking = await hasChat(here, 'Cooking', [
    'How long do I boil eggs?',
    'Six minutes for a soft yolk.',
  ]);
  const page = await visits(here.ann);
  await composer(page).fill('a draft');

  await opens(page);
  await page.getByRole('group', { name: 'Recent chats' }).getByText('Cooking').waitFor();
  await page.keyboard.press('Escape');
  await box(page).waitFor({ state: 'detached' });
  expect(await composer(page).evaluate((element) => element === document.activeElement)).toBe(true);

  await opens(page);
  await page.keyboard.type('yolk');
  const hit = page.getByRole('group', { name: 'Cooking' }).getByRole('option');
  await hit.waitFor();
  expect(await hit.locator('mark').innerText()).toBe('yolk');
  expect(await box(page).getAttribute('aria-activedescendant')).toBe(await hit.getAttribute('id'));
  await page.keyboard.press('Enter');

  await page.getByText('Six minutes for a soft yolk.').waitFor();
  expect(new URL(page.url()).pathname).toBe(`${cooking.path}/m/${cooking.messages[1]}`);
});

test('arrows go round, a title opens its chat, and commands are among the results', async () => {
  const here = await world();
  const birds = await hasChat(here, 'New birds', ['Which birds dive?', 'Gannets.']);
  const page = await visits(here.ann);
  await opens(page);

  await page.keyboard.type('new');
  await page.getByRole('group', { name: 'New birds' }).waitFor();
  expect(await options(page).allInnerTexts()).toEqual(['New chat', expect.stringMatching(/^New birds/)]);
  expect(await selected(page).innerText()).toBe('New chat');
  await page.keyboard.press('ArrowUp');
  expect(await selected(page).innerText()).toMatch(/^New birds/);
  await page.keyboard.press('ArrowDown');
  expect(await selected(page).innerText()).toBe('New chat');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  await eventually(() => new URL(page.url()).pathname).toBe(birds.path);
  await opens(page);
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

test('results stay while the next ones come, and an answer that comes late replaces nothing', async () => {
  const here = await world();
  await hasChat(here, 'One', ['apricot']);
  await hasChat(here, 'Two', ['apricots and banana']);
  const page = await visits(here.ann);
  await opens(page);
  await page.keyboard.type('apricot');
  await page.getByRole('group', { name: 'One' }).waitFor();
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"apricot ban"')) {
      asked.resolve();
      await gate.promise;
    }
    await route.continue();
  });

  await page.keyboard.type(' ban');
  await asked.promise;
  expect(await page.getByRole('group', { name: 'One' }).isVisible()).toBe(true);
  await page.keyboard.type('ana');
  await page.getByRole('group', { name: 'One' }).waitFor({ state: 'detached' });
  gate.resolve();

  await page.getByRole('group', { name: 'Two' }).waitFor();
});

test('nothing found, and a date that is none, are said in words', async () => {
  const here = await world();
  const page = await visits(here.ann);
  await opens(page);

  await box(page).fill('zebra');
  await page.getByText('Nothing found for “zebra”.').waitFor();
  await box(page).fill('before:tomorrow');
  await page.getByRole('alert').getByText('takes a date like').waitFor();
  await box(page).fill('');
  await button(page, 'in:title only titles').click();
  expect(await box(page).inputValue()).toBe('in:title ');
  expect(await box(page).evaluate((element) => element === document.activeElement)).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the palette has no accessibility faults, ${colorScheme}, on a phone as well`, async () => {
    const here = await world();
    await hasChat(here, 'Birds of the coast', ['Which birds dive?', 'Gannets dive.']);
    for (const device of [{}, phone]) {
      const page = await visits(here.ann, { ...device, colorScheme, reducedMotion: 'reduce' });
      await composer(page).waitFor();
      if (device === phone) await button(page, 'Open sidebar').tap();
      await page.getByRole('button', { name: 'Search' }).click();
      await box(page).fill('birds');
      await options(page).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
        page.viewportSize()!.width,
      );
      await page.evaluate(axe.source);
      const faults = await page.evaluate(() => (window as any).axe.run('dialog'));
      expect(faults.violations.map(({ id, nodes }: any) => [id, nodes[0].html])).toEqual([]);
    }
  });
}

test('a filter that finds nothing by itself asks for a word; a found command is no empty result', async () => {
  const here = await world();
  await hasChat(here, 'Birds', ['Which birds dive?']);
  const page = await visits(here.ann);
  await opens(page);

  await box(page).fill('role:me');
  await page.getByText('Add a word to look for: role:me only narrows the search.').waitFor();
  await box(page).fill('gpt-4.1');
  await options(page).filter({ hasText: 'GPT-4.1' }).waitFor();
  await page.getByRole('status').getByText('1 result').waitFor();

  expect(await page.getByText('Nothing found').count()).toBe(0);
});

test('in Arabic a prefix reads as it is typed', async () => {
  const { ann } = await world();
  const page = await visits(ann, { locale: 'ar' });
  await page.getByRole('textbox').waitFor();
  await page.keyboard.press('Control+k');
  const prefix = page.getByText('before:', { exact: true });
  await prefix.waitFor();

  expect(await prefix.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
});

test('a Mac is told of its own keys', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' }));
  await page.reload();

  await page.getByRole('searchbox', { name: 'Filter chats' }).fill('nowhere');

  await page.getByText('Search (⌘ K) looks into messages, too.').waitFor();
});
