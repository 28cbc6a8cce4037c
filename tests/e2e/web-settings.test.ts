import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { answer, button, composer, ended, eventually, questions, send, visits } from '../support/browser.ts';
import { closeChromium, phone } from '../support/chromium.ts';
import { longThread } from '../support/long-thread.ts';
import { cranked, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Instructions, presets, the context gauge, ratings and usage, as a person meets them. */

afterAll(closeChromium);

test('instructions from the settings, opened with Ctrl+comma, reach the model with those of the chat', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann);
  await composer(page).waitFor();

  await page.keyboard.press('Control+,');
  await page.getByRole('link', { name: 'Instructions', exact: true }).click();
  await page.getByRole('textbox', { name: 'Instructions for all chats' }).fill('Call me Ann.');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('link', { name: 'New chat' }).click();
  await send(page, 'Hello');
  await ended(page);
  await button(page, 'Chat options').click();
  await page.getByRole('menuitem', { name: 'Instructions…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Instructions for this chat' });
  await dialog.getByRole('textbox').fill('Be brief.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await send(page, 'And now?');
  const { body } = await upstream.request(2);

  expect(body.messages[0]?.content).toMatch(/Call me Ann\.[\s\S]*Be brief\./);
});

test('a preset is made, chosen with / and the keyboard, and sets text, model and temperature of one send', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann, { path: '/settings/presets' });
  await button(page, 'New preset').click();
  const form = page.getByRole('dialog', { name: 'New preset' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Review');
  await form.getByRole('textbox', { name: 'Text' }).fill('Review this code:');
  await form.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'GPT-4o mini' });
  await form.getByRole('textbox', { name: 'Temperature' }).fill('0.2');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('/Review').waitFor();
  await page.getByRole('link', { name: 'New chat' }).click();

  await composer(page).pressSequentially('/rev');
  await page.getByRole('option', { name: /Review/, selected: true }).waitFor();
  await composer(page).press('Enter');
  await eventually(() => composer(page).inputValue()).toBe('Review this code:');
  await button(page, 'Remove temperature 0.2').waitFor();
  await composer(page).press('Enter');
  const first = await upstream.request(1);
  await ended(page);
  await send(page, 'Again');
  const second = await upstream.request(2);

  expect(first.body).toMatchObject({ model: 'gpt-4o-mini', temperature: 0.2 });
  expect(second.body).not.toHaveProperty('temperature');
});

test('Escape leaves what begins with / as it is, and it can be sent', async () => {
  const { ann, upstream } = await world();
  await ann.asks('mutation { createPreset(input: { name: "etc", text: "x" }) { __typename } }');
  const page = await visits(ann);

  await composer(page).pressSequentially('/etc');
  await page.getByRole('option').waitFor();
  await composer(page).press('Escape');
  await page.getByRole('option').waitFor({ state: 'detached' });
  await composer(page).press('Enter');

  expect((await upstream.request(1)).body.messages.at(-1)?.content).toBe('/etc');
});

test('what is typed in a dialog survives a release or a click beside it and Esc, and goes with Cancel', async () => {
  const { ann } = await world();
  await ann.asks('mutation { createPreset(input: { name: "brief", text: "Be brief." }) { __typename } }');
  const page = await visits(ann, { path: '/settings/presets' });
  const text = page.getByRole('dialog').getByRole('textbox', { name: 'Text' });
  const edits = () => button(page, 'Edit brief').click();
  const beside = { x: 5, y: 300 };

  await edits();
  const { x, y } = (await text.boundingBox())!;
  await page.mouse.move(x + 60, y + 20);
  await page.mouse.down();
  await page.mouse.move(beside.x, beside.y, { steps: 4 });
  await page.mouse.up();
  expect(await text.inputValue()).toBe('Be brief.');
  await text.fill('Be very brief.');
  await page.mouse.click(beside.x, beside.y);
  expect(await text.inputValue()).toBe('Be very brief.');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await edits();
  expect(await text.inputValue()).toBe('Be very brief.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await edits();
  expect(await text.inputValue()).toBe('Be brief.');
  await page.mouse.click(beside.x, beside.y);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('what is typed into a project or the instructions of a chat is there when the dialog is opened again', async () => {
  const { ann } = await world();
  const { conversation, generation } = await ann.sends('Hello');
  await ann.follows(generation).end();
  const page = await visits(ann, { path: `/c/${conversation}` });
  const opens: [() => Promise<void>, string][] = [
    [() => button(page, 'New project').click(), 'Instructions'],
    [
      async () => {
        await button(page, 'Chat options').click();
        await page.getByRole('menuitem', { name: 'Instructions…' }).click();
      },
      'Instructions for this chat',
    ],
  ];
  for (const [open, name] of opens) {
    const text = page.getByRole('dialog').getByRole('textbox', { name });
    await open();
    await text.fill('Speak of plants.');
    await page.mouse.click(5, 300);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open();
    await eventually(() => text.inputValue()).toBe('Speak of plants.');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  }
});

test('with Ctrl+Enter for sending, Enter makes a new line, and the list of shortcuts says so', async () => {
  const { ann } = await world();
  const page = await visits(ann, { path: '/settings/general' });
  await page.getByRole('checkbox', { name: 'Send with Ctrl+Enter' }).check();
  await page.getByRole('link', { name: 'Shortcuts' }).click();
  const keys = (label: string) =>
    page
      .locator('dt', { hasText: new RegExp(`^${label}$`) })
      .locator('xpath=../dd')
      .innerText();
  expect((await keys('Send')).split('\n')).toEqual(['Ctrl', 'Enter']);
  expect(await keys('New line')).toBe('Enter');
  await page.goto(ann.url);
  await composer(page).fill('One');
  await composer(page).press('Enter');
  await composer(page).pressSequentially('Two');
  await composer(page).press('Control+Enter');

  await questions(page).getByText('One').waitFor();
  expect(await page.locator('.user-bubble').innerText()).toBe('One\nTwo');
});

test('an answer is shown when it is complete to who wants it so, and read out whole, once, or not at all', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model, says('Third. Fourth.'));
  const page = await visits(ann, { path: '/settings/general' });
  await page.getByRole('checkbox', { name: 'Show answers when' }).check();
  await page.goto(ann.url);
  const said: string[] = [];
  await page.exposeFunction('hear', (text: string) => said.push(text));
  await send(page, 'Talk');
  await page.evaluate(() =>
    new MutationObserver(() => {
      const words = [...document.querySelectorAll('main > .sr-only[role=status]')].map((e) => e.textContent);
      Object(globalThis).hear(words.join(''));
    }).observe(document.body, { subtree: true, childList: true, characterData: true }),
  );
  await model.say('First. Second.');
  await answer(page)
    .getByText(/^[3-9] s$/)
    .waitFor();
  await answer(page).getByText('Thinking').waitFor();
  expect(await page.getByText('First.').count()).toBe(0);
  await model.ends();
  await answer(page).getByText('First. Second.').waitFor();
  await eventually(() => said.at(-1)).toBe('First. Second. Answer complete');
  expect(new Set(said.filter((words) => words.includes('First'))).size).toBe(1);

  await page.goto(`${ann.url}/settings/general`);
  await page.getByRole('checkbox', { name: 'Read answers out' }).uncheck();
  await page.goBack();
  await answer(page).getByText('First. Second.').waitFor();
  await send(page, 'More');
  await answer(page).getByText('Third. Fourth.').waitFor();
  await page.getByText('Answer complete', { exact: true }).waitFor({ state: 'attached' });
});

test('a deleted preset comes back by Undo', async () => {
  const { ann } = await world();
  await ann.asks('mutation { createPreset(input: { name: "Kept", text: "x" }) { __typename } }');
  const page = await visits(ann, { path: '/settings/presets' });

  await button(page, 'Delete Kept').click();
  await page.getByText('You have no presets yet.').waitFor();
  await button(page, 'Undo').click();

  await page.getByText('/Kept').waitFor();
});

test('the gauge says how full the window is and what is left out; so does the answer', async () => {
  const here = await world({ env: { PARLEY_MODELS: 'gpt-4,gpt-4.1' } });
  const { conversation } = await longThread(here, { length: 12, text: () => 'word '.repeat(999).trim() });
  const page = await visits(here.ann, { path: `/c/${conversation}` });

  await button(page, 'Context: 100 % full').click();
  await page.getByText('The 6 oldest messages do not fit any more').waitFor();
  await page.keyboard.press('Escape');
  await send(page, 'And now?');

  await answer(page).getByText('The 6 oldest messages did not fit into the context window').waitFor();
});

test('a thumb counts at once, its note afterwards, and both come with the export', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Penguins.'));
  const page = await visits(ann);
  await send(page, 'Who?');
  await ended(page);

  await answer(page).getByRole('button', { name: 'Bad answer' }).click();
  await answer(page).getByRole('textbox', { name: 'Tell more' }).fill('Which ones?');
  await button(page, 'Save note').click();
  await page.getByText('Noted.').waitFor();
  await page.reload();
  await answer(page).getByRole('button', { name: 'Bad answer', pressed: true }).waitFor();
  await page.goto(`${ann.url}/settings/feedback`);
  await page.getByText('1 rated answer').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Download JSON').click(),
  ]);
  const stream = await download.createReadStream();
  const exported = JSON.parse(Buffer.concat(await stream.toArray()).toString());

  expect(exported).toMatchObject([
    { rating: 'DOWN', note: 'Which ones?', question: 'Who?', answer: 'Penguins.', model: 'gpt-4.1' },
  ]);
});

test('what an answer took stands in its info, and all of it on the usage page', async () => {
  const { ann } = await world();
  const page = await visits(ann);
  await send(page, 'Hello');
  await ended(page);

  await answer(page).getByRole('button', { name: 'About this answer' }).click();
  const info = page.getByRole('dialog', { name: 'About this answer' });
  await info.getByText('GPT-4.1').waitFor();
  await info.getByText(/\$0\.0/).waitFor();
  const written = /^\d+ \w+ \d{4}, \d\d:\d\d$/;
  await info.getByText(written).waitFor();
  await questions(page).getByText(written).waitFor();
  await page.keyboard.press('Escape');
  await button(page, 'Account: Ann').click();
  await page.getByRole('menuitem', { name: 'Usage' }).click();
  await page.getByRole('img', { name: /Tokens per day and model over 30 days/ }).waitFor();
  await page.getByText('7 days').click();
  await page.getByRole('img', { name: /over 7 days/ }).waitFor();
  await page.getByText('Show as a table').click();

  await page
    .getByRole('region', { name: 'Tokens per day' })
    .getByRole('columnheader', { name: 'GPT-4.1' })
    .waitFor();
  await page.getByRole('region', { name: 'By chat' }).getByRole('link').waitFor();
});

test('settings and usage fit on a phone without a sideways scroll', async () => {
  const { ann } = await world();
  await ann.asks(
    `mutation { createPreset(input: { name: "${'x'.repeat(60)}", text: "${'y'.repeat(500)}" }) { __typename } }`,
  );
  const page = await visits(ann, { ...phone, path: '/settings/presets' });
  await page.getByText('/xxx').waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  const settings = await overflow();
  await page.goto(`${ann.url}/usage`);
  await page.getByText('Nothing was used in this period.').waitFor();

  expect([settings, await overflow()]).toEqual([0, 0]);
});

test('on a phone in Arabic nothing of the usage page is cut off', async () => {
  const { ann, sql } = await world();
  const { generation } = await ann.sends('Hello');
  await ann.follows(generation).end();
  await sql(
    'UPDATE usage_entry SET input_tokens = 1234567, output_tokens = 345678, cost_micros = 12345678',
    [],
  );
  const page = await visits(ann, { ...phone, locale: 'ar', path: '/usage' });
  await page.locator('.numbers').last().waitFor();

  const cut = await page.evaluate(() => {
    const chart = document.querySelector('.usage-chart')!.getBoundingClientRect();
    const labels = [...document.querySelectorAll('.usage-chart text')].filter((label) => {
      const { left, right } = label.getBoundingClientRect();
      return left < chart.left - 1 || right > chart.right + 1;
    });
    const boxes = [...document.querySelectorAll('.totals > div, section > .overflow-x-auto')].filter(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    );
    return [...labels, ...boxes].map(({ textContent }) => textContent);
  });

  expect(cut).toEqual([]);
});

const tabs = (page: Page) => page.getByRole('navigation', { name: 'Settings' });

test('on a wide screen all tabs of the settings stand in a list beside them', async () => {
  const { ann } = await world();
  const page = await visits(ann, { path: '/settings/people' });
  await tabs(page).getByText('Shortcuts').waitFor();

  const links = await tabs(page).getByRole('link').all();
  const boxes = await Promise.all(links.map((link) => link.boundingBox()));
  const list = (await tabs(page).boundingBox())!;

  expect(boxes).toHaveLength(10);
  for (const box of boxes) expect(box!.x).toBe(list.x);
  expect(boxes.at(-1)!.y + boxes.at(-1)!.height).toBeLessThanOrEqual(list.y + list.height);
  const content = (await page.getByRole('region', { name: 'People' }).boundingBox())!;
  expect(content.x).toBeGreaterThan(list.x + list.width);
});

test('on a phone the chosen tab is in view, and the strip fades where it goes on', async () => {
  const { ann } = await world();
  const page = await visits(ann, { ...phone, path: '/settings/general' });
  const more = () => tabs(page).getAttribute('data-more');
  const isInView = async () => {
    const box = (await tabs(page).locator('[aria-current]').boundingBox())!;
    return box.x >= 0 && box.x + box.width <= phone.viewport.width;
  };

  await eventually(more).toBe('end');
  await page.goto(`${ann.url}/settings/sessions`);
  await eventually(more).toBe('start end');
  const inTheMiddle = await isInView();
  await page.goto(`${ann.url}/settings/shortcuts`);
  await eventually(more).toBe('start');

  expect([inTheMiddle, await isInView()]).toEqual([true, true]);
});
