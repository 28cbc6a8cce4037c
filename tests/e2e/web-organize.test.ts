import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, send, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { cranked } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** Keeping order in the sidebar, and the sidebar that keeps itself true. */

afterAll(closeChromium);

async function chat({ ann }: World, title: string): Promise<string> {
  const { conversation, generation } = await ann.sends(title);
  await ann.follows(generation).end();
  await ann.does('updateConversation', { conversationId: conversation, title, unread: false }, '__typename');
  return conversation;
}

test('what one tab or program does, the sidebar of another shows within moments', async () => {
  const here = await world();
  const { ann, upstream } = here;
  const id = await chat(here, 'Known chat');
  const page = await visits(ann);
  await page.getByRole('link', { name: 'Known chat' }).waitFor();
  const model = cranked();
  upstream.script(model);

  const fresh = await ann.sends('Made elsewhere');
  const row = page.getByRole('listitem').filter({ hasText: 'Made elsewhere' });
  await row.getByRole('img', { name: 'An answer is being written' }).waitFor();
  await model.say('Done.');
  await model.ends();
  await page.getByRole('img', { name: 'Unread' }).waitFor();
  await ann.does('updateConversation', { conversationId: id, title: 'Renamed elsewhere' }, '__typename');
  await page.getByRole('link', { name: 'Renamed elsewhere' }).waitFor();
  await ann.does('deleteConversation', { conversationId: id }, '__typename');
  await page.getByRole('link', { name: 'Renamed elsewhere' }).waitFor({ state: 'detached' });

  await page.getByRole('link', { name: /Made elsewhere|About/ }).click();
  await answer(page).getByText('Done.').waitFor();
  await eventually(
    async () =>
      (
        await ann.asks('query($id: ID!) { node(id: $id) { ... on Conversation { unread } } }', {
          id: fresh.conversation,
        })
      ).node.unread,
  ).toBe(false);
});

test('an open chat follows what another tab adds to it', async () => {
  const here = await world();
  const id = await chat(here, 'Shared');
  const page = await visits(here.ann, { path: `/c/${id}` });
  await answer(page).getByText('You said: Shared').waitFor();

  const more = await here.ann.sends('From the phone', { conversationId: id });
  await here.ann.follows(more.generation).end();

  await answer(page).getByText('You said: From the phone').waitFor();
});

test('a deleted chat goes to the trash, and Undo brings it back; from the trash it can be restored later', async () => {
  const here = await world();
  await chat(here, 'Precious');
  const page = await visits(here.ann);
  const link = page.getByRole('link', { name: 'Precious' });
  const remove = async () => {
    await link.hover();
    await button(page, 'Options for Precious').click();
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    await link.waitFor({ state: 'detached' });
  };

  await remove();
  await button(page, 'Undo').click();
  await link.waitFor();
  await remove();
  await button(page, 'Trash').click();
  await link.click();
  await page.getByText('This chat is in the trash.').waitFor();
  expect(await composer(page).count()).toBe(0);
  await page.getByRole('main').getByRole('button', { name: 'Restore' }).click();
  await composer(page).waitFor();
  await button(page, 'All chats').click();
  await link.waitFor();
});

test('several chats are selected and archived at once, and found in the archive', async () => {
  const here = await world();
  for (const title of ['Alpha', 'Beta', 'Gamma']) await chat(here, title);
  const page = await visits(here.ann);
  await page.getByRole('link', { name: 'Alpha' }).click({ modifiers: ['Shift'] });
  await page.getByRole('checkbox', { name: 'Beta' }).check();
  await page.getByText('2 selected').waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();

  await page.getByText('2 chats archived.').waitFor();
  await page.getByRole('link', { name: 'Alpha' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Gamma' }).waitFor();
  await button(page, 'Archive').click();
  await page.getByRole('link', { name: 'Alpha' }).waitFor();
  expect(await page.getByRole('link', { name: 'Gamma' }).count()).toBe(0);
});

test('a project holds chats of its own, with its instructions told to the model', async () => {
  const here = await world();
  const { ann, upstream } = here;
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await button(page, 'New project').click();
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Garden');
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill('Speak of plants.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('New chat in Garden').waitFor();

  await send(page, 'Roses?');
  const asked = await model.asked();
  await model.say('Yes.');
  await model.ends();
  await ended(page);

  expect(JSON.stringify(asked.body.messages[0])).toContain('Speak of plants.');
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor();
  await button(page, 'All chats').click();
  await page.getByRole('region', { name: 'Projects' }).getByRole('button', { name: 'Garden' }).waitFor();
});

test('a temporary chat says so and is in no list', async () => {
  const here = await world();
  await chat(here, 'Kept');
  const page = await visits(here.ann);
  await page.getByRole('link', { name: 'Kept' }).waitFor();
  await button(page, 'Temporary chat').click();
  await page.getByText('Never in your history').waitFor();

  await send(page, 'Off the record');
  await answer(page).getByText('You said: Off the record').waitFor();
  await ended(page);

  await page.getByText('Temporary chat: not in your history').waitFor();
  const rows = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
  expect(await rows.allInnerTexts()).toEqual(['Kept']);
});

test('a chat is pinned to the top, and the filter finds titles', async () => {
  const here = await world();
  for (const title of ['Old but loved', 'Newer', 'Newest']) await chat(here, title);
  const page = await visits(here.ann);
  await page.getByRole('link', { name: 'Old but loved' }).hover();
  await button(page, 'Options for Old but loved').click();
  await page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await page.getByRole('region', { name: 'Pinned' }).getByRole('link', { name: 'Old but loved' }).waitFor();

  await page.getByRole('searchbox', { name: 'Filter chats' }).fill('newe');
  await page.getByRole('link', { name: 'Old but loved' }).waitFor({ state: 'detached' });
  const rows = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
  await eventually(() => rows.allInnerTexts()).toEqual(['Newest', 'Newer']);
});

test('the open chat is renamed, pinned and deleted from its own menu, and comes back by Undo', async () => {
  const here = await world();
  const id = await chat(here, 'Before');
  const page = await visits(here.ann, { path: `/c/${id}` });
  await answer(page).getByText('You said: Before').waitFor();
  const choose = async (act: string) => {
    await button(page, 'Chat options').click();
    await page.getByRole('menuitem', { name: act, exact: true }).click();
  };

  await choose('Rename');
  await page.getByRole('textbox', { name: 'New title' }).fill('After');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
  await choose('Pin');
  await page.locator('.row').getByLabel('Pinned').waitFor();
  await choose('Delete');
  await button(page, 'Undo').click();

  await page.getByRole('link', { name: 'After' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('a chat is shared from its row, without being opened', async () => {
  const here = await world();
  await chat(here, 'Known chat');
  const page = await visits(here.ann);
  await page.getByRole('link', { name: 'Known chat' }).hover();
  await button(page, 'Options for Known chat').click();
  await page.getByRole('menuitem', { name: 'Share', exact: false }).click();

  await page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click();

  await page.getByRole('dialog').getByRole('link').waitFor();
});
