import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, ended, questions, send, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { type World, world } from '../support/world.ts';

/** Several tabs of one person: each follows the others, and none overwrites what it has not seen. */

afterAll(closeChromium);

async function chat({ ann }: World, title: string): Promise<string> {
  const { conversation, generation } = await ann.sends(title);
  await ann.follows(generation).end();
  await ann.does('updateConversation', { conversationId: conversation, title, unread: false }, '__typename');
  return conversation;
}

/** Keeps from a page what the server says over its sockets, until released, or cuts them all. */
async function deafens(page: Page) {
  const held: (() => void)[] = [];
  const sockets: WebSocketRoute[] = [];
  let isHolding = false;
  await page.routeWebSocket(/graphql/, (socket) => {
    const server = socket.connectToServer();
    sockets.push(socket);
    server.onMessage((frame) => (isHolding ? held.push(() => socket.send(frame)) : socket.send(frame)));
  });
  return {
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      for (const deliver of held.splice(0)) deliver();
    },
    cut: async () => {
      isHolding = false;
      held.length = 0;
      await Promise.all(sockets.splice(0).map((socket) => socket.close({ code: 1012 })));
    },
  };
}

test('what a stale tab sends becomes a branch beside what it has not seen, and both stay', async () => {
  const here = await world();
  const { ann } = here;
  const id = await chat(here, 'Shared');
  const page = await visits(ann);
  const line = await deafens(page);
  await page.goto(`${ann.url}/c/${id}`);
  await answer(page).getByText('You said: Shared').waitFor();

  line.hold();
  const unseen = await ann.sends('From the phone', { conversationId: id });
  await ann.follows(unseen.generation).end();
  expect(await page.getByText('From the phone').count()).toBe(0);
  await send(page, 'From the stale tab');
  await questions(page).getByText('From the stale tab').waitFor();
  line.release();

  await answer(page).getByText('You said: From the stale tab').waitFor();
  await ended(page);
  await questions(page).last().getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await button(page, 'Previous version').click();
  await answer(page).getByText('You said: From the phone').waitFor();
});

test('a name given in one tab stands in the other within 300 ms, in the middle of ten', async () => {
  const here = await world();
  const id = await chat(here, 'Name 0');
  const one = await visits(here.ann);
  const other = await one.context().newPage();
  await other.goto(here.ann.url);
  await other.getByRole('link', { name: 'Name 0' }).waitFor();
  await one.getByRole('link', { name: 'Name 0' }).waitFor();

  const times: number[] = [];
  for (let n = 1; n <= 10; n += 1) {
    const seen = other.evaluate(
      (title) =>
        new Promise<number>((resolve) => {
          const look = () => {
            if (!document.querySelector('nav')?.textContent?.includes(title)) return;
            observer.disconnect();
            resolve(Date.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        }),
      `Name ${n}`,
    );
    await one.getByRole('link', { name: `Name ${n - 1}` }).hover();
    await button(one, `Options for Name ${n - 1}`).click();
    await one.getByRole('menuitem', { name: 'Rename' }).click();
    const field = one.getByRole('textbox', { name: 'New title' });
    await field.fill(`Name ${n}`);
    const from = Date.now();
    await field.press('Enter');
    times.push((await seen) - from);
  }
  console.info(`a rename reached the other tab of ${id} after ${times.join(', ')} ms`);
  expect(times.toSorted((a, b) => a - b)[5]).toBeLessThanOrEqual(300);
});

test('a project that another tab has changed is not overwritten: the save is refused and the text stays', async () => {
  const here = await world();
  const { ann } = here;
  const { project } = await ann.does(
    'createProject',
    { name: 'Garden', instructions: 'Roses.' },
    'project { id revision }',
  );
  const page = await visits(ann);
  await page.getByRole('button', { name: 'Garden' }).click();
  await button(page, 'Options for Garden').click();
  await page.getByRole('menuitem', { name: 'Edit project' }).click();
  const text = page.getByRole('dialog').getByRole('textbox', { name: 'Instructions' });
  await text.fill('Tulips.');
  await ann.does('updateProject', { projectId: project.id, instructions: 'Oaks.' }, '__typename');
  await button(page, 'Save').click();

  await page.getByRole('dialog').getByText('changed elsewhere').waitFor();
  expect(await text.inputValue()).toBe('Tulips.');
  const read = await ann.asks('query($id: ID!) { node(id: $id) { ... on Project { instructions } } }', {
    id: project.id,
  });
  expect(read.node.instructions).toBe('Oaks.');
});

test('several chats are moved into a project and out of it again by Undo, and deleted with one Undo', async () => {
  const here = await world();
  for (const title of ['Alpha', 'Beta', 'Gamma']) await chat(here, title);
  await here.ann.does('createProject', { name: 'Garden' }, 'project { id }');
  const page = await visits(here.ann);
  const link = (name: string) => page.getByRole('link', { name });
  const choose = async () => {
    await link('Alpha').click({ modifiers: ['Shift'] });
    await page.getByRole('checkbox', { name: 'Beta' }).check();
  };

  await choose();
  await page.getByRole('toolbar').getByRole('button', { name: 'Move to project' }).click();
  await page.getByRole('menuitem', { name: 'Garden' }).click();
  await page.getByText('2 chats moved.').waitFor();
  await page.getByRole('region', { name: 'Projects' }).getByRole('button', { name: 'Garden' }).click();
  await link('Gamma').waitFor({ state: 'detached' });
  await link('Alpha').waitFor();
  await button(page, 'Undo').click();
  await link('Alpha').waitFor({ state: 'detached' });
  await link('Beta').waitFor({ state: 'detached' });

  await button(page, 'All chats').click();
  await choose();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await link('Alpha').waitFor({ state: 'detached' });
  await link('Gamma').waitFor();
  await button(page, 'Undo').click();
  await link('Alpha').waitFor();
  await link('Beta').waitFor();
});

test('in the trash several chats are restored, or asked about and deleted for good', async () => {
  const here = await world();
  const ids = [];
  for (const title of ['Alpha', 'Beta', 'Gamma']) ids.push(await chat(here, title));
  await here.ann.does('deleteConversations', { conversationIds: ids }, '__typename');
  const page = await visits(here.ann);
  const link = (name: string) => page.getByRole('link', { name });
  await button(page, 'Trash').click();
  await link('Alpha').click({ modifiers: ['Shift'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Restore' }).click();
  await link('Alpha').waitFor({ state: 'detached' });

  await link('Beta').click({ modifiers: ['Shift'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('dialog').getByText('Delete this chat for good?').waitFor();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Delete/ })
    .click();
  await link('Beta').waitFor({ state: 'detached' });
  await link('Gamma').waitFor();
  await button(page, 'All chats').click();
  await link('Alpha').waitFor();
  const { nodes } = (await here.ann.asks(
    'query($ids: [ID!]!) { nodes(ids: $ids) { ... on Conversation { title } } }',
    { ids },
  )) as { nodes: ({ title: string } | null)[] };
  expect(nodes.map((node) => node?.title ?? null)).toEqual(['Alpha', null, 'Gamma']);
});

test('a tab that was away too long reads its lists again', async () => {
  const here = await world();
  const { ann, sql } = here;
  await chat(here, 'Before');
  const page = await visits(ann);
  const line = await deafens(page);
  await page.reload();
  await page.getByRole('link', { name: 'Before' }).waitFor();

  line.hold();
  await chat(here, 'While away');
  await sql('DELETE FROM viewer_event');
  await line.cut();

  await page.getByRole('link', { name: 'While away' }).waitFor();
});
