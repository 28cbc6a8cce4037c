import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import {
  answer,
  button,
  composer,
  cutConnections,
  ended,
  eventually,
  questions,
  send,
  visits,
} from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { finishesWith, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What a person does all day: writing, on a bad line, with the keyboard, on a phone. */

afterAll(closeChromium);

/** The program comes from the server, and the browser says that there is no connection, until told otherwise. */
async function saysOffline(page: Page): Promise<() => Promise<void>> {
  await page.context().addInitScript(() => {
    const isOffline = sessionStorage.getItem('offline') !== null;
    Object.defineProperty(navigator, 'onLine', { value: !isOffline, writable: true });
  });
  await page.evaluate(() => sessionStorage.setItem('offline', 'yes'));
  await page.reload();
  return () =>
    page.evaluate(() => {
      sessionStorage.removeItem('offline');
      Object.assign(navigator, { onLine: true });
      dispatchEvent(new Event('online'));
    });
}

test('what is sent offline waits in sight and is sent once when the connection is back', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann, { expected: cutConnections });
  await send(page, 'Hello');
  await ended(page);
  const asked = upstream.answers().length;

  await page.context().setOffline(true);
  await send(page, 'From the tunnel');
  await page.getByText('This is sent as soon as there is one.').waitFor();
  await questions(page).getByText('From the tunnel').waitFor();
  await page.context().setOffline(false);
  await answer(page).getByText('You said: From the tunnel').waitFor();

  await ended(page);
  expect(upstream.answers().length - asked).toBe(1);
  expect(await questions(page).count()).toBe(2);
});

test('what waits for a connection can be taken back into the box', async () => {
  const { ann } = await world();
  const page = await visits(ann, { expected: cutConnections });
  await composer(page).waitFor();
  await page.context().setOffline(true);
  await send(page, 'Not yet');
  await button(page, 'Take back').click();

  await eventually(() => composer(page).inputValue()).toBe('Not yet');
  await page.context().setOffline(false);
  await send(page, 'Now');
  await answer(page).getByText('You said: Now').waitFor();
});

test('what waits for a connection goes on waiting after a reload, apart from what is typed, and is sent once', async () => {
  const { ann, sql } = await world();
  const page = await visits(ann, { expected: cutConnections });
  await send(page, 'Hello');
  await ended(page);
  const comesBack = await saysOffline(page);
  await send(page, 'From the tunnel');
  await page.getByText('This is sent as soon as there is one.').waitFor();
  await composer(page).fill('And then?');
  await composer(page).press('Enter');
  await page.getByText('Your last message still waits for a connection.').waitFor();
  await page.reload();

  await page.getByText('This is sent as soon as there is one.').waitFor();
  await questions(page).getByText('From the tunnel').waitFor();
  expect(await composer(page).inputValue()).toBe('And then?');
  await comesBack();
  await answer(page).getByText('You said: From the tunnel').waitFor();
  await ended(page);
  await page.reload();
  await answer(page).getByText('You said: From the tunnel').waitFor();
  expect(await composer(page).inputValue()).toBe('And then?');
  expect(await sql(`SELECT FROM message WHERE text = 'From the tunnel'`)).toHaveLength(1);
});

const asks = [
  ['Regenerate', says('First.'), 'Second.'],
  ['Continue', finishesWith('length', 'First.'), 'First. Second.'],
] as const;

test.each(asks)(
  '%s without a connection waits through a reload and asks once',
  async (name, first, second) => {
    const { ann, upstream, sql } = await world();
    upstream.script(first, says(name === 'Continue' ? ' Second.' : 'Second.'), says('Third.'));
    const page = await visits(ann, { expected: cutConnections });
    await send(page, 'Talk');
    await ended(page);
    const comesBack = await saysOffline(page);
    await button(page, name).click();
    await page.getByText('This is sent as soon as there is one.').waitFor();
    await page.reload();
    await page.getByText('This is sent as soon as there is one.').waitFor();

    await comesBack();
    await answer(page).getByText(second).waitFor();
    await ended(page);
    await page.reload();
    await answer(page).getByText(second).waitFor();
    expect(await page.getByText('This is sent as soon as there is one.').count()).toBe(0);
    expect(await sql(`SELECT FROM message WHERE role = 'ASSISTANT'`)).toHaveLength(2);
  },
);

test('↑ in the empty box opens the last message for writing it anew', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'First try');
  await ended(page);
  await composer(page).press('ArrowUp');
  const box = page.getByRole('textbox', { name: 'Edit message' });
  expect(await box.inputValue()).toBe('First try');
  await box.fill('Second try');
  await box.press('Control+Enter');

  await answer(page).getByText('You said: Second try').waitFor();
});

test('a long pasted text is kept beside the box through a reload, and sent in a fence', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  await composer(page).fill('Explain');
  const log = Array.from({ length: 400 }, (_, line) => `line ${line}`).join('\n');
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${log}\n`);
  await composer(page).press('Control+v');
  await page.getByText('Pasted text · 400 lines').waitFor();
  expect(await composer(page).inputValue()).toBe('Explain');
  await page.waitForTimeout(400);
  await page.reload();
  await page.getByText('Pasted text · 400 lines').waitFor();
  await button(page, 'Send').click();
  await ended(page);

  expect(upstream.answers()[0]?.body.messages.at(-1)?.content).toBe(`Explain\n\n\`\`\`\n${log}\n\`\`\``);
  await questions(page).getByRole('button', { name: 'Show more' }).click();
  await button(page, 'Show less').waitFor();
});

test('the keyboard map is listed by ?, and its keys do what they say', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Try `x`:\n\n```js\nlet x = 1;\n```\n'));
  const page = await visits(ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  await send(page, 'Show me code');
  await ended(page);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  // The formatter comes with the first answer, and with it the card of the code.
  await page.locator('[data-copies=code]').waitFor();
  await page.keyboard.press('Control+Shift+Semicolon');
  await eventually(copied).toBe('let x = 1;');
  await page.keyboard.press('Control+Shift+c');
  await eventually(copied).toContain('Try `x`');
  await page.getByRole('log').focus();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByText('Search and commands').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.keyboard.press('Control+Shift+o');
  await composer(page).waitFor();
  await page.keyboard.press('Control+Shift+s');
  await button(page, 'Open sidebar').waitFor();
  await page.getByRole('log').or(page.getByRole('main')).first().click();
  await page.keyboard.press('Shift+Escape');
  await eventually(() => composer(page).evaluate((box) => box === document.activeElement)).toBe(true);
});

test('the focus goes where one goes on, and never nowhere', async () => {
  const { ann, upstream } = await world();
  for (const title of ['Alpha', 'Beta']) {
    const { conversation, generation } = await ann.sends(title);
    await ann.follows(generation).end();
    await ann.does('updateConversation', { conversationId: conversation, title }, '__typename');
  }
  upstream.script(says('first'), says('second'), says('third'), says('fourth'));
  const page = await visits(ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  const isFocused = (element: Locator) =>
    eventually(() => element.evaluate((found) => found === document.activeElement)).toBe(true);
  await page.getByRole('link', { name: 'Alpha' }).focus();
  await page.keyboard.press('Control+Shift+o');
  await isFocused(composer(page));
  await send(page, 'Say something');
  await ended(page);

  const box = page.getByRole('textbox', { name: 'Edit message' });
  await composer(page).press('ArrowUp');
  await box.press('Escape');
  await isFocused(composer(page));
  await composer(page).press('ArrowUp');
  await box.fill('Say something else');
  await box.press('Control+Enter');
  await isFocused(composer(page));
  await answer(page).getByText('second').waitFor();
  await ended(page);
  await button(page, 'Regenerate').click();
  await isFocused(composer(page));
  await answer(page).getByText('third').waitFor();
  await ended(page);
  await answer(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'GPT-4o mini' }).click();
  await isFocused(composer(page));
  await answer(page).getByText('fourth').waitFor();
  await ended(page);

  await page.evaluate((text) => navigator.clipboard.writeText(text), 'line\n'.repeat(400));
  await composer(page).press('Control+v');
  await button(page, 'Remove the pasted text').click();
  await isFocused(composer(page));

  await page.getByRole('link', { name: 'Alpha' }).click({ modifiers: ['Shift'] });
  await isFocused(page.getByRole('checkbox', { name: 'Alpha' }));
  await page.getByRole('checkbox', { name: 'Beta' }).check();
  await page.keyboard.press('Escape');
  await isFocused(page.getByRole('link', { name: 'Alpha' }));

  for (const name of ['Garden', 'House']) {
    await button(page, 'New project').click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await isFocused(page.getByRole('heading', { name }));
    await button(page, 'All chats').click();
    await isFocused(button(page, name));
  }
  await button(page, 'Garden').click();
  await button(page, 'Options for Garden').click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await isFocused(button(page, 'House'));

  await composer(page).focus();
  await page.keyboard.press('Control+,');
  await isFocused(page.getByRole('heading', { name: 'Settings', level: 1 }));
});

test('the palette finds models and settings by name', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await composer(page).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('4o mini');
  await page.getByRole('option', { name: /Model: GPT-4o mini/ }).click();
  await page.getByRole('button', { name: 'Model: GPT-4o mini' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('appearance');
  await page.getByRole('option', { name: 'Settings: Appearance' }).click();
  await page.getByRole('region', { name: 'Appearance' }).waitFor();
});

test('a file that is dropped does not take the place of the page', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await composer(page).waitFor();
  const isRefused = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['text'], 'notes.txt'));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    return ['dragover', 'drop'].map((name) => !document.body.dispatchEvent(new DragEvent(name, options)));
  });
  expect(isRefused).toEqual([true, true]);
});

test('text size and density are kept, also for the first paint', async () => {
  const { ann } = await world();
  const page = await visits(ann, { path: '/settings/appearance' });
  await page.getByRole('radio', { name: 'Large' }).check({ force: true });
  await page.getByRole('radio', { name: 'Compact' }).check({ force: true });
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('radio', { name: 'Large' }).waitFor();

  const root = page.locator('html');
  expect(await root.getAttribute('data-text-size')).toBe('large');
  expect(await root.getAttribute('data-density')).toBe('compact');
  expect(await root.evaluate((html) => getComputedStyle(html).fontSize)).toBe('18px');
});

test('without a connection the program opens and shows the chats it kept, and without signing in nothing', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Kept **words**.'));
  const page = await visits(ann, { expected: cutConnections });
  await send(page, 'Remember this');
  await ended(page);
  await eventually(() =>
    page.evaluate(async () => (await (await caches.open('parley-chats')).keys()).length),
  ).toBe(1);
  await eventually(() =>
    page.evaluate(
      async () =>
        Boolean(navigator.serviceWorker.controller) &&
        (await (await caches.open('parley-program')).keys()).length > 4,
    ),
  ).toBe(true);
  await page.reload();
  await answer(page).getByText('words').waitFor();

  // Chromium's own offline may let a request through while a page is left: it must be the only one, whenever it comes.
  const asked = upstream.answers().length;
  await page.context().setOffline(true);
  await send(page, 'From the tunnel');
  await page.getByText('This is sent as soon as there is one.').waitFor();
  await page.reload();
  await page.getByText('see what this browser kept').waitFor();
  await page.getByText('One message is waiting and is sent').waitFor();
  await page.getByRole('status').getByText('From the tunnel').waitFor();
  await page.locator('strong', { hasText: 'words' }).waitFor();
  expect(await composer(page).count()).toBe(0);
  await page.context().setOffline(false);
  await eventually(() => upstream.answers().length - asked).toBe(1);
  await ended(page);
  await button(page, 'Account: Ann').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await button(page, 'Sign in').waitFor();
  expect(await page.evaluate(() => caches.has('parley-chats'))).toBe(false);
});

test('Parley can be installed: manifest and icons are there, and shared text becomes a draft', async () => {
  const { ann } = await world();
  const page = await visits(ann, { path: '/?title=Look&text=at%20this' });
  await eventually(() => composer(page).inputValue()).toBe('Look\nat this');
  expect(page.url()).toBe(`${ann.url}/`);

  const manifest = await page.evaluate(async () => (await fetch('/manifest.webmanifest')).json());
  const sizes = await page.evaluate(
    (icons: string[]) =>
      Promise.all(icons.map(async (src) => (await createImageBitmap(await (await fetch(src)).blob())).width)),
    manifest.icons
      .filter(({ type }: { type: string }) => type === 'image/png')
      .map(({ src }: { src: string }): string => src),
  );
  expect(sizes).toEqual([192, 512, 512]);
  expect(manifest.display).toBe('standalone');
});

test('Shift and a click on Copy copies an answer as plain text', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('This is **bold**.'));
  const page = await visits(ann, { permissions: ['clipboard-read', 'clipboard-write'] });
  await send(page, 'Mark it');
  await ended(page);

  await answer(page)
    .getByRole('button', { name: 'Copy', exact: true })
    .click({ modifiers: ['Shift'] });

  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('This is bold.');
});

test('on a phone a swipe opens the drawer and another one closes it', async () => {
  const { ann } = await world();
  const page = await visits(ann, phone);
  await composer(page).waitFor();
  const touches = await page.context().newCDPSession(page);
  const swipe = async (from: number, to: number) => {
    // Beside what is typed into, where a finger moves the caret.
    const point = (x: number) => ({ touchPoints: [{ x, y: 420 }] });
    await touches.send('Input.dispatchTouchEvent', { type: 'touchStart', ...point(from) });
    await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', ...point((from + to) / 2) });
    await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', ...point(to) });
    await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };

  await swipe(20, 300);
  await page.getByRole('dialog').getByRole('link', { name: 'New chat' }).waitFor();
  await swipe(300, 20);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a message over the limit stays in the box, told how long to wait, and can be sent when that is over', async () => {
  const { ann } = await world({ env: { MAX_MESSAGES_PER_MINUTE: '1' } });
  const page = await visits(ann);
  await send(page, 'First');
  await ended(page);
  await page.clock.install();

  await send(page, 'Second');

  const timer = page.getByRole('timer');
  await timer.filter({ hasText: 'Try again in' }).waitFor();
  expect(await composer(page).inputValue()).toBe('Second');
  const seconds = async () => Number.parseInt((await timer.innerText()).replace(/\D+/, ''), 10);
  const before = await seconds();
  await page.clock.fastForward(5_000);
  expect(before - (await seconds())).toBeGreaterThanOrEqual(4);
  await page.clock.fastForward(60_000);
  await timer.waitFor({ state: 'detached' });
  await eventually(() => button(page, 'Send').isEnabled()).toBe(true);
});

test('with the first message the composer moves down from the middle, once, and not for who wants no motion', async () => {
  const { ann } = await world();
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    const page = await visits(ann, { reducedMotion });
    await page.evaluate(() => {
      const { animate } = Element.prototype;
      Element.prototype.animate = function (...given) {
        document.body.dataset.moved = (document.body.dataset.moved ?? '') + this.className;
        return animate.apply(this, given);
      };
    });
    const moved = () => page.evaluate(() => document.body.dataset.moved);
    const before = await composer(page).boundingBox();
    await send(page, 'Hello');
    await ended(page);
    await send(page, 'And again');
    await ended(page);

    const after = await composer(page).boundingBox();
    expect(after?.y).toBeGreaterThan((before?.y ?? 0) + 100);
    expect(await moved()).toBe(reducedMotion === 'reduce' ? undefined : 'composer-area');
  }
});

test('printing puts the whole thread on paper, also what the screen has not loaded', async () => {
  const { ann } = await world();
  let conversation: string | undefined;
  for (let n = 1; n <= 25; n += 1) {
    const sent = await ann.sends(`Question ${n}`, conversation ? { conversationId: conversation } : {});
    await ann.follows(sent.generation).end();
    conversation = sent.conversation;
  }
  const page = await visits(ann, { path: `/c/${conversation}` });
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = document.querySelector('.print-sheet')?.textContent ?? '';
    };
  });
  await answer(page).getByText('You said: Question 25').waitFor();
  expect(await page.getByText('Question 1', { exact: true }).count()).toBe(0);
  await button(page, 'Chat options').click();
  await page.getByRole('menuitem', { name: 'Print' }).click();
  const printed = () => page.evaluate(() => document.body.dataset.printed ?? '');
  await eventually(printed).toContain('You said: Question 25');

  expect(await printed()).toMatch(/You said:Question 1.*You said: Question 1.*You said:Question 13/);
  await page.locator('.print-sheet').waitFor({ state: 'detached' });
});

test('printing waits for the colours of code', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('```js\nconst a = 1;\n```'));
  const { conversation, generation } = await ann.sends('Show me');
  await ann.follows(generation).end();
  const page = await visits(ann);
  const chat = page.locator(`a[href="/c/${conversation}"]`);
  await chat.waitFor();
  // Slow to come: without waiting, paper would have none.
  await page.context().route('**/assets/highlight-worker*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.coloured = String(document.querySelectorAll('.print-sheet .tok').length);
    };
  });
  await chat.click();
  await answer(page).locator('pre').waitFor();
  await button(page, 'Chat options').click();
  await page.getByRole('menuitem', { name: 'Print' }).click();
  await eventually(() => page.evaluate(() => Number(document.body.dataset.coloured ?? 0))).toBeGreaterThan(3);
});
