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
  shown,
  visits,
} from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { cranked, refuses, resetsAfter, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** A conversation in the browser on bad days; the good one is in journey.test.ts. */

afterAll(closeChromium);

test('a sent message is on screen at once, and each token when it comes', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);

  await send(page, 'Is anybody there?');
  await questions(page).getByText('Is anybody there?').waitFor();
  expect(await composer(page).inputValue()).toBe('');
  for (const token of ['Yes', ', quite', ' sure']) {
    await model.say(token);
    await answer(page).getByText(token.trim()).waitFor();
  }

  expect(await shown(page)).toBe('Yes, quite sure');
  expect(await questions(page).count()).toBe(1);
  await model.ends();
  await ended(page);
});

test('a laptop that slept in mid-answer goes on exactly where it was', async () => {
  const here = await world();
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(here.url).port) });
  const model = cranked();
  here.upstream.script(model);
  const page = await visits(here.ann.at(`http://localhost:${proxy.port}`), { expected: cutConnections });
  await send(page, 'Good night');
  // What a query brought says nothing of the socket; what comes after it does.
  for (const text of ['be', 'fore ']) {
    await model.say(text);
    await answer(page).getByText(text.trim()).waitFor();
  }

  // The line looks open and nothing comes: the page finds out by its own ping.
  proxy.blackhole(true);
  await model.say('asleep ');
  await page.getByText('Reconnecting…').waitFor({ timeout: 25_000 });
  proxy.blackhole(false);
  await answer(page).getByText('before asleep').waitFor();
  await model.say('awake');
  await model.ends();
  await ended(page);

  expect(await shown(page)).toBe('before asleep awake');
  await page.getByText('Reconnecting…').waitFor({ state: 'hidden' });
  await proxy.stop();
}, 60_000);

test('an answer that goes silent on an open line is asked for again, without a lost or a doubled character', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const page = await visits(ann);
  await composer(page).waitFor();
  let isSilent = false;
  let asked = 0;
  let swallowed = 0;
  await page.routeWebSocket('**/graphql', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (String(message).includes('FollowGeneration')) asked += 1;
      server.send(message);
    });
    server.onMessage((message) => {
      const isText = /"generation":\{"__typename":"Generation(Delta|Snapshot)"/.test(String(message));
      if (isSilent && isText) swallowed += 1;
      else socket.send(message);
    });
  });
  await page.reload();
  await send(page, 'Count');
  await model.say('one ');
  await answer(page).getByText('one').waitFor();

  isSilent = true;
  await model.say('two ');
  await eventually(() => swallowed).toBe(1);
  isSilent = false;
  await answer(page).getByText('one two').waitFor({ timeout: 25_000 });
  await model.say('three');
  await model.ends();
  await ended(page);

  expect(await shown(page)).toBe('one two three');
  expect(asked).toBe(2);
});

test('a socket that never gets through its handshake is given up for a new one', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('At last.'));
  const page = await visits(ann);
  let attempts = 0;
  await page.routeWebSocket('**/graphql', (socket) => {
    attempts += 1;
    if (attempts > 1) socket.connectToServer();
  });
  await page.reload();

  await send(page, 'Anybody?');
  await answer(page).getByText('At last.').waitFor({ timeout: 20_000 });
  await ended(page);
  expect(attempts).toBe(2);
});

test('Esc stops an answer, its text stays, and the next message can be written at once', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model, says('Second.'));
  const page = await visits(ann);
  await send(page, 'Talk');
  await model.say('So far');
  await answer(page).getByText('So far').waitFor();

  await page.keyboard.press('Escape');
  await page.getByText('You stopped this answer.').waitFor();
  expect(await shown(page)).toBe('So far');
  await page.keyboard.type('Go on');
  await page.keyboard.press('Enter');

  await answer(page).getByText('Second.').waitFor();
  await page.reload();
  await page.getByText('You stopped this answer.').waitFor();
  expect(await page.locator('.markdown').allInnerTexts()).toEqual(['So far', 'Second.']);
});

test('an answer that breaks off keeps its text, and Retry puts a whole one in its place', async () => {
  const { ann, upstream } = await world({ deadlines: { backoffMs: 1 } });
  upstream.script(says('First.'), resetsAfter('Only half'), says('All of it.'));
  const page = await visits(ann);
  await send(page, 'One');
  await ended(page);

  await send(page, 'Two');
  await page.getByRole('alert').waitFor();
  expect(await shown(page)).toBe('Only half');
  await button(page, 'Retry').click();
  await answer(page).getByText('All of it.').waitFor();
  await ended(page);

  expect(await questions(page).count()).toBe(2);
  expect(await page.getByText('Only half').count()).toBe(0);
});

test('a model server that fails is named in the turn itself', async () => {
  const { ann, upstream } = await world({ deadlines: { backoffMs: 1 } });
  upstream.script(refuses(500));
  const page = await visits(ann);

  await send(page, 'Hello?');

  const notice = page.getByRole('alert');
  await notice.waitFor();
  expect(await notice.textContent()).toContain('status 500');
  expect(await questions(page).count()).toBe(1);
});

test('how long an answer has taken is told right after a reload, unless the clocks are far apart', async () => {
  const { ann, upstream, sql } = await world();
  upstream.script(cranked());
  const page = await visits(ann);
  await send(page, 'Think hard');
  await answer(page).getByText('Thinking').waitFor();
  await page.waitForURL('**/c/**');

  await sql(`UPDATE generation SET created_at = now() - interval '2 minutes'`);
  await page.reload();
  await answer(page)
    .getByText(/^12\d s$/)
    .waitFor();
  await sql(`UPDATE generation SET created_at = now() - interval '1 hour'`);
  await page.reload();
  await answer(page)
    .getByText(/^[3-9] s$/)
    .waitFor();
});

test('a tab that another one answers in shows that answer, and sends when it is complete', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(says('Ready.'), model, says('Third.'));
  const first = await visits(ann);
  await send(first, 'One');
  await ended(first);
  const second = await first.context().newPage();
  await second.goto(first.url());
  await answer(second).getByText('Ready.').waitFor();
  await send(first, 'Two');
  await model.say('Long story');

  await answer(second).getByText('Long story').waitFor();
  await composer(second).fill('Three');
  await composer(second).press('Enter');
  await second.getByText('Queued. Sent after this answer.').first().waitFor();
  await model.ends();

  await answer(second).getByText('Third.').waitFor();
});

test('a message that the server never got is sent once when it is back', async () => {
  const here = await world();
  const { port } = new URL(here.url);
  const page = await visits(here.ann, { expected: cutConnections });
  await composer(page).fill('Are you back?');
  await here.app.stop();

  await button(page, 'Send').click();
  await questions(page).getByText('Are you back?').waitFor();
  await here.replica({ PORT: port });

  await answer(page).getByText('You said: Are you back?').waitFor();
  expect(await here.sql(`SELECT text FROM message WHERE role = 'USER'`)).toEqual([{ text: 'Are you back?' }]);
});

test('a page that cannot load its formatter stays, shows plain text, and formats it later', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('This is **strong**.'));
  // What the service worker keeps never reaches the network, where this test stands.
  const page = await visits(ann, { expected: cutConnections, serviceWorkers: 'block' });
  let refused = 0;
  await page.route('**/assets/markdown-*.js', (route) => {
    refused += 1;
    return refused === 1 ? route.abort() : route.continue();
  });
  await page.reload();
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));

  await send(page, 'Format this');
  await answer(page).locator('strong').waitFor();

  expect(refused).toBeGreaterThan(1);
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
});

test('the chosen model answers the next message', async () => {
  const { ann, upstream } = await world();
  const page = await visits(ann);
  await send(page, 'One');
  await ended(page);

  await page.getByRole('button', { name: /^Model: GPT-4\.1/ }).click();
  await page.getByRole('menuitemradio', { name: /GPT-4o mini/ }).click();
  await page.getByRole('button', { name: 'Model: GPT-4o mini' }).waitFor();
  await send(page, 'Two');
  await answer(page).getByText('You said: Two').waitFor();

  expect(upstream.answers().map(({ body }) => body.model)).toEqual(['gpt-4.1', 'gpt-4o-mini']);
});

test('without a model server the demo says that it is one', async () => {
  const { ann } = await world({
    env: { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OLLAMA_URL: 'http://127.0.0.1:9' },
  });
  const page = await visits(ann);

  await page.getByRole('button', { name: /^Model: .*Demo$/ }).click();

  await page.getByRole('menuitemradio', { name: /Demo.*Scripted answers, no language model/ }).waitFor();
});
