import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { encodeGlobalId } from '../../api/graphql/global-id.ts';
import {
  answer,
  button,
  composer,
  ended,
  eventually,
  questions,
  send,
  thread,
  visits,
} from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { cranked } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Many conversations and long ones: the sidebar and the way back up a thread. */

afterAll(closeChromium);

/** Gives Ann `count` conversations, each a minute older than the one before. */
async function hasConversations({ sql }: World, count: number) {
  await sql(
    `INSERT INTO conversation (id, user_id, title, model_name, updated_at)
     SELECT gen_random_uuid(), u.id, 'Chat ' || n, 'gpt-4.1', now() - n * interval '1 minute'
     FROM "user" u, generate_series(1, $1::int) n WHERE u.name = 'Ann'`,
    [count],
  );
}

/** Gives Ann one conversation of so many turns and returns its path. */
async function hasLongThread({ sql }: World, turns: number): Promise<string> {
  const conversation = randomUUID();
  const ids = Array.from({ length: turns * 2 }, () => randomUUID());
  await sql(
    `INSERT INTO conversation (id, user_id, title, model_name)
     SELECT $1, id, 'A long one', 'gpt-4.1' FROM "user" WHERE name = 'Ann'`,
    [conversation],
  );
  await sql(
    `INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
     SELECT id, $1, (SELECT user_id FROM conversation WHERE id = $1), lag(id) OVER (ORDER BY n), n - 1,
       CASE WHEN n % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END::message_role,
       CASE WHEN n % 2 = 1 THEN 'Question ' || (n + 1) / 2 ELSE 'Answer ' || n / 2 || E'.\\n\\nAnd why.' END
     FROM unnest($2::uuid[]) WITH ORDINALITY AS t (id, n)`,
    [conversation, ids],
  );
  await sql('UPDATE conversation SET active_leaf_id = $2 WHERE id = $1', [conversation, ids.at(-1)]);
  return `/c/${encodeGlobalId('Conversation', conversation)}`;
}

test('the sidebar loads all conversations while one scrolls, each of them once', async () => {
  const here = await world();
  await hasConversations(here, 75);
  const page = await visits(here.ann);
  const rows = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(75);

  await page.getByRole('link', { name: 'Chat 1', exact: true }).hover();
  await eventually(async () => {
    await page.mouse.wheel(0, 4_000);
    return rows.count();
  }).toBe(75);

  const titles = (await rows.allInnerTexts()).map((title) => title.trim());
  expect(titles).toEqual(Array.from({ length: 75 }, (_, n) => `Chat ${n + 1}`));
});

test('older messages load above while one reads, and what is read stays in its place', async () => {
  const here = await world();
  const path = await hasLongThread(here, 60);
  const page = await visits(here.ann, { path });
  await answer(page).getByText('Answer 60.').waitFor();
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"before":"')) {
      asked.resolve();
      await gate.promise;
    }
    await route.continue();
  });

  await thread(page).hover();
  await eventually(async () => {
    await page.mouse.wheel(0, -100_000);
    return thread(page).evaluate((log) => log.scrollTop);
  }).toBe(0);
  await asked.promise;
  const oldest = questions(page).getByText('Question 41', { exact: true });
  const before = await oldest.boundingBox();
  gate.resolve();
  await questions(page).getByText('Question 21', { exact: true }).waitFor({ state: 'attached' });

  await eventually(async () => Math.abs((await oldest.boundingBox())!.y - before!.y)).toBeLessThan(2);
  await eventually(async () => {
    await page.mouse.wheel(0, -5_000);
    return questions(page).count();
  }).toBe(60);
  await button(page, 'Jump to latest').click();
  await eventually(() =>
    thread(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop),
  ).toBeLessThan(5);
});

test('an answer that grows does not pull away somebody who reads further up', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const page = await visits(here.ann, { path: await hasLongThread(here, 20) });
  await send(page, 'One more');
  await model.say('Here it comes.\n\n');
  await answer(page).getByText('Here it comes.').waitFor();
  await thread(page).hover();
  await page.mouse.wheel(0, -900);
  await button(page, 'Jump to latest').waitFor();
  const read = questions(page).getByText('Question 19', { exact: true });
  const before = await read.boundingBox();

  await model.say('A line.\n\n'.repeat(60));
  await answer(page).getByText('A line.').nth(59).waitFor({ state: 'attached' });

  expect(Math.abs((await read.boundingBox())!.y - before!.y)).toBeLessThan(2);
});

test('the view follows an answer, or stays where it begins for those who prefer that until they go down', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const page = await visits(here.ann);
  await send(page, 'Talk');
  const asked = questions(page).last();
  const fromTop = async () => (await asked.boundingBox())!.y - (await thread(page).boundingBox())!.y;
  let told = 0;
  const grows = async () => {
    told += 1;
    await model.say(`${'A line.\n\n'.repeat(40)}Part ${told}.\n\n`);
    await answer(page).getByText(`Part ${told}.`).waitFor({ state: 'attached' });
  };
  const gap = () => thread(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  await grows();
  await grows();
  await eventually(gap).toBeLessThan(5);
  await model.ends();
  await ended(page);

  await page.goto(`${here.ann.url}/settings/general`);
  await page.getByRole('checkbox', { name: 'Follow an answer' }).uncheck();
  await page.goBack();
  await send(page, 'Go on');
  await grows();
  await eventually(gap).toBeGreaterThan(500);
  expect(await fromTop()).toBeCloseTo(16, 0);
  await button(page, 'Jump to latest').click();
  await eventually(gap).toBeLessThan(5);
  await grows();
  await eventually(gap).toBeLessThan(5);
  await model.ends();
});

test('focus, the browser’s find and a selection stay where they are while an answer grows', async () => {
  const here = await world();
  const model = cranked();
  here.upstream.script(model);
  const page = await visits(here.ann, { path: await hasLongThread(here, 20) });
  await page.locator('[role=log][data-opening=false]').waitFor();
  await send(page, 'One more');
  let lines = 0;
  const grows = async () => {
    await model.say('A line.\n\n'.repeat(20));
    lines += 20;
    await answer(page)
      .getByText('A line.')
      .nth(lines - 1)
      .waitFor({ state: 'attached' });
  };
  const gap = () => thread(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  const top = async (element: Locator) => (await element.boundingBox())!.y;
  const staysPut = async (element: Locator) => {
    const before = await top(element);
    await grows();
    expect(Math.abs((await top(element)) - before)).toBeLessThan(2);
  };
  await grows();
  await eventually(gap).toBeLessThan(5);

  const copy = questions(page).nth(12).getByRole('button', { name: 'Copy' });
  await page.keyboard.press('Tab');
  await copy.focus();
  await staysPut(copy);

  await button(page, 'Jump to latest').click();
  await eventually(gap).toBeLessThan(5);
  const found = questions(page).getByText('Question 14', { exact: true });
  await found.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await staysPut(found);

  await button(page, 'Jump to latest').click();
  await eventually(gap).toBeLessThan(5);
  const line = answer(page)
    .getByText('A line.')
    .nth(lines - 3);
  const { x, y } = (await line.boundingBox())!;
  await page.mouse.move(x + 2, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 8, { steps: 4 });
  await staysPut(line);
  await page.mouse.up();
  expect(await page.evaluate(() => String(getSelection()))).not.toBe('');
  await staysPut(line);
  await page.mouse.click(x + 400, y);
  await eventually(gap).toBeLessThan(5);
  await grows();
  await eventually(gap).toBeLessThan(5);
});

test('deleting for good asks first, and only then the chat is gone', async () => {
  const here = await world();
  await hasConversations(here, 3);
  await here.sql(`UPDATE conversation SET deleted_at = now() WHERE title = 'Chat 2'`);
  const page = await visits(here.ann);
  await button(page, 'Trash').click();
  const deletes = async () => {
    await page.getByRole('link', { name: 'Chat 2' }).hover();
    await button(page, 'Options for Chat 2').click();
    await page.getByRole('menuitem', { name: 'Delete for good' }).click();
  };

  await deletes();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await here.sql('SELECT FROM conversation')).toHaveLength(3);
  await deletes();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('link', { name: 'Chat 2' }).waitFor({ state: 'detached' });

  await eventually(() => here.sql('SELECT FROM conversation')).toHaveLength(2);
});

test('a chat that does not exist, or is somebody else’s, is said to be not here', async () => {
  const here = await world();
  const { conversation } = await here.bob.sends('Bob’s');
  const page = await visits(here.ann, { path: `/c/${conversation}` });

  await page.getByText('This chat is not here').waitFor();
  await page.goto(`${here.url}/c/nonsense`);

  await page.getByText('This chat is not here').waitFor();
});

test('on a phone the drawer opens, picks a chat and closes, and nothing is wider than the screen', async () => {
  const here = await world();
  await hasConversations(here, 3);
  await hasLongThread(here, 3);
  const page = await visits(here.ann, phone);
  await composer(page).waitFor();

  await button(page, 'Open sidebar').tap();
  await page.getByRole('dialog').getByRole('link', { name: 'A long one' }).tap();
  await answer(page).getByText('Answer 3.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await composer(page).fill('two\nlines');
  await composer(page).press('Enter');

  // A phone's keyboard has no Shift+Enter: there Enter breaks the line.
  expect(await composer(page).inputValue()).toBe('two\nlines\n');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await button(page, 'Send').tap();
  await answer(page).getByText('You said: two').waitFor();
});
