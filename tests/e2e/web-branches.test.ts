import { afterAll, expect, test } from 'vitest';
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
import { closeChromium } from '../support/chromium.ts';
import { cranked, finishesWith, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The tree of a conversation as a person meets it. */

afterAll(closeChromium);

test('an edited message becomes a branch, and ‹ › steps between the two', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'Cats or dogs?');
  await ended(page);

  await questions(page).hover();
  await button(page, 'Edit').click();
  const box = page.getByRole('textbox', { name: 'Edit message' });
  await box.fill('Dogs or cats?');
  await box.press('Control+Enter');
  await answer(page).getByText('You said: Dogs or cats?').waitFor();
  await ended(page);

  const nav = questions(page).getByRole('group', { name: 'Version 2 of 2' });
  await nav.waitFor();
  await nav.getByRole('button', { name: 'Previous version' }).click();
  await answer(page).getByText('You said: Cats or dogs?').waitFor();
  await questions(page).getByRole('group', { name: 'Version 1 of 2' }).waitFor();
  expect(await questions(page).count()).toBe(1);

  await page.reload();
  await answer(page).getByText('You said: Cats or dogs?').waitFor();
});

test('a rewritten message that cannot be sent stands in its box again, also after a reload, and branches once', async () => {
  const { ann } = await world();
  const page = await visits(ann, { expected: cutConnections });
  await send(page, 'Cats or dogs?');
  await ended(page);
  const box = page.getByRole('textbox', { name: 'Edit message' });
  await composer(page).press('ArrowUp');
  await box.fill('Dogs or cats?');

  await page.context().setOffline(true);
  await box.press('Control+Enter');
  await button(page, 'Take back').click();
  expect(await box.inputValue()).toBe('Dogs or cats?');
  await page.context().setOffline(false);
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('editMessage')
      ? route.fulfill({ json: { data: null, errors: [{ message: 'No.' }] } })
      : route.continue(),
  );
  await box.press('Control+Enter');
  await page.getByText('Not sent.').waitFor();
  expect(await box.inputValue()).toBe('Dogs or cats?');
  await box.fill('Dogs, cats or birds?');
  await page.reload();
  await eventually(() => box.inputValue()).toBe('Dogs, cats or birds?');
  await page.unroute('**/graphql');
  await box.press('Control+Enter');

  await answer(page).getByText('You said: Dogs, cats or birds?').waitFor();
  await questions(page).getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await button(page, 'Previous version').click();
  await questions(page).getByText('Cats or dogs?').waitFor();
});

test('a version that is still being written is marked by a dot and in words, until it has ended', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model, says('Second.'));
  const page = await visits(ann);
  await send(page, 'Cats or dogs?');
  await model.say('Cats');
  await answer(page).getByText('Cats').waitFor();
  await composer(page).press('ArrowUp');
  await page.getByRole('textbox', { name: 'Edit message' }).fill('Dogs or cats?');
  await page.keyboard.press('Control+Enter');
  await answer(page).getByText('Second.').waitFor();
  await ended(page);

  const nav = page.getByRole('group', { name: 'Version 2 of 2. Another version is still being written.' });
  await nav.waitFor();
  await page.reload();
  await nav.locator('.row-dot').waitFor();
  await model.ends();
  await page.getByRole('group', { name: 'Version 2 of 2', exact: true }).waitFor();
  expect(await page.locator('.branch-nav .row-dot').count()).toBe(0);
});

test('which versions are being written is never asked for beside a turn', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Cats.'), says('Dogs.'));
  const page = await visits(ann);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(request.postDataJSON().operationName);
  });

  for (const question of ['Cats or dogs?', 'And now?']) {
    await send(page, question);
    await ended(page);
  }

  expect(asked).toContain('SendMessage');
  expect(asked).not.toContain('WritingMessages');
});

test('an edit that is given up by Esc leaves nothing behind', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'Cats or dogs?');
  await ended(page);
  const box = page.getByRole('textbox', { name: 'Edit message' });
  await composer(page).press('ArrowUp');
  await box.fill('Never mind');
  await box.press('Escape');
  await box.waitFor({ state: 'detached' });
  await page.reload();
  await questions(page).getByText('Cats or dogs?').waitFor();

  await composer(page).press('ArrowUp');
  expect(await box.inputValue()).toBe('Cats or dogs?');
});

test('a regenerated answer stands beside the first one, and another model can be asked', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('first answer'), says('second answer'), says('third answer'));
  const page = await visits(ann);
  await send(page, 'Say something');
  await ended(page);

  await button(page, 'Regenerate').click();
  await answer(page).getByText('second answer').waitFor();
  await ended(page);
  await answers(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'GPT-4o mini' }).click();
  await answer(page).getByText('third answer').waitFor();
  await ended(page);

  await answer(page).getByText('GPT-4o mini', { exact: true }).last().waitFor();
  const nav = answers(page).getByRole('group', { name: 'Version 3 of 3' });
  await nav.getByRole('button', { name: 'Previous version' }).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await answer(page).getByText('second answer').waitFor();
  expect(await questions(page).count()).toBe(1);
});

test('stepping between versions with Alt and the arrows keeps the message where it is read', async () => {
  const { ann, upstream } = await world();
  const long = (word: string) => says(`${word}\n\n`.repeat(60));
  upstream.script(long('before'), long('old'), long('new'));
  const { conversation, ...first } = await ann.sends('One');
  await ann.follows(first.generation).text();
  const second = await ann.sends('Two', { conversationId: conversation, parentId: first.reply });
  await ann.follows(second.generation).text();
  const edited = await ann.grows('editMessage', { messageId: second.question, text: 'Two, again' });
  await ann.follows(edited.generation).text();
  const page = await visits(ann, { path: `/c/${conversation}` });
  await answer(page).getByText('new').first().waitFor();
  const versions = page.getByRole('group', { name: /^Version/ });
  await versions.scrollIntoViewIfNeeded();
  await versions.getByRole('button', { name: 'Previous version' }).focus();
  await eventually(async () => (await versions.boundingBox())!.y).toBeGreaterThan(0);
  const { y } = (await versions.boundingBox())!;

  for (const [key, text, number] of [
    ['Alt+ArrowLeft', 'old', 1],
    ['Alt+ArrowRight', 'new', 2],
  ] as const) {
    await page.keyboard.press(key);
    await answer(page).getByText(text).first().waitFor();
    await page.getByRole('group', { name: `Version ${number} of 2` }).waitFor();
    await eventually(async () => Math.abs((await versions.boundingBox())!.y - y)).toBeLessThan(2);
    expect(await page.evaluate(() => document.activeElement?.closest('fieldset') !== null)).toBe(true);
  }
});

test('a stopped answer goes on from where it was stopped', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await send(page, 'Count');
  await model.say('one, two');
  await answer(page).getByText('one, two').waitFor();
  await button(page, 'Stop').click();
  await button(page, 'Continue').click();
  await model.say(', three, four');
  await model.ends();
  await answer(page).getByText('one, two, three, four').waitFor();
  await ended(page);

  await answers(page).getByRole('group', { name: 'Version 2 of 2' }).waitFor();
});

test('an answer cut by length offers to go on', async () => {
  const { ann, upstream } = await world();
  upstream.script(finishesWith('length', 'Once upon'), says(' a time.'));
  const page = await visits(ann);
  await send(page, 'Tell');
  await button(page, 'Continue').click();
  await answer(page).getByText('Once upon a time.').waitFor();
});

test('a fork opens as a chat of its own and knows where it comes from', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'one');
  await ended(page);
  await send(page, 'two');
  await answer(page).getByText('You said: two').waitFor();
  await ended(page);

  await answers(page).first().hover();
  await answers(page).first().getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Fork up to here' }).click();
  await page.getByText('Forked from').waitFor();

  expect(await page.locator('.user-bubble').allInnerTexts()).toEqual(['one']);
  await page
    .getByRole('link', { name: /^About/ })
    .first()
    .waitFor();
  await page.getByText('Forked from').getByRole('link').click();
  await eventually(() => questions(page).count()).toBe(2);
});

test('the picture of the tree shows all branches and leads to each', async () => {
  const { ann } = await world();
  const first = await ann.sends('Root question');
  await ann.follows(first.generation).end();
  const second = await ann.sends('Old branch', { conversationId: first.conversation });
  await ann.follows(second.generation).end();
  const edited = await ann.grows('editMessage', { messageId: second.question, text: 'New branch' });
  await ann.follows(edited.generation).end();
  const page = await visits(ann, { path: `/c/${first.conversation}` });
  await answer(page).getByText('You said: New branch').waitFor();

  await button(page, 'Branches').click();
  const dialog = page.getByRole('dialog', { name: 'Branches' });
  await dialog.getByText('6 messages, 2 branches').waitFor();
  await dialog.getByText('You are here').waitFor();
  await dialog
    .getByRole('button', { name: /Old branch/ })
    .first()
    .click();

  await answer(page).getByText('You said: Old branch').waitFor();
  expect(await questions(page).count()).toBe(2);
});

test('a link to a message opens its branch at that message, far up a long chat', async () => {
  const { ann, sql } = await world();
  const first = await ann.sends('Root question');
  await ann.follows(first.generation).end();
  await sql(
    `WITH RECURSIVE c AS (SELECT id, user_id, active_leaf_id FROM conversation),
     n AS (SELECT i, gen_random_uuid() AS id FROM generate_series(1, 200) i),
     ins AS (
       INSERT INTO message (id, conversation_id, user_id, parent_id, depth, role, text)
       SELECT n.id, c.id, c.user_id, COALESCE(lag(n.id) OVER (ORDER BY i), c.active_leaf_id), i + 1,
         CASE WHEN i % 2 = 1 THEN 'USER' ELSE 'ASSISTANT' END::message_role, 'Message ' || i
       FROM n, c RETURNING id, text
     )
     UPDATE conversation SET active_leaf_id = (SELECT id FROM ins WHERE text = 'Message 200')`,
  );
  const edited = await ann.grows('editMessage', { messageId: first.question, text: 'Elsewhere' });
  await ann.follows(edited.generation).end();
  const [target] = (
    await ann.asks(
      'query($id: ID!) { node(id: $id) { ... on Conversation { messages(first: 100) { nodes { id text } } } } }',
      { id: first.conversation },
    )
  ).node.messages.nodes.filter(({ text }: { text: string }) => /^Message [4-9]\d$/.test(text));

  const page = await visits(ann, { path: `/c/${first.conversation}/m/${target.id}` });
  const article = page.locator(`[data-message="${target.id}"]`);
  await article.waitFor();

  await eventually(() => article.getAttribute('data-target')).toBe('true');
  const box = await article.boundingBox();
  expect(box!.y).toBeGreaterThan(0);
  expect(box!.y).toBeLessThan(800);
  await thread(page).hover();
  await eventually(async () => {
    await page.mouse.wheel(0, 50_000);
    return page.getByText('Message 200', { exact: true }).count();
  }).toBe(1);
  await send(page, 'At the end');
  await answer(page).getByText('You said: At the end').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/c/${first.conversation}`);
});

test('a search hit on another branch opens that branch at the message', async () => {
  const { ann } = await world();
  const first = await ann.sends('Tell me of xylophones');
  await ann.follows(first.generation).end();
  const edited = await ann.grows('editMessage', { messageId: first.question, text: 'Tell me of drums' });
  await ann.follows(edited.generation).end();
  const page = await visits(ann);

  await composer(page).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('role:me xylophones');
  await page.getByRole('option', { name: /Tell me of xylophones/ }).click();

  await questions(page).getByText('Tell me of xylophones').waitFor();
  await eventually(() => page.locator('[data-target=true]').count()).toBe(1);
  expect(new URL(page.url()).pathname).toBe(`/c/${first.conversation}/m/${first.question}`);
});
