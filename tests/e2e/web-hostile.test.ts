import { afterAll, expect, test } from 'vitest';
import { answers, button, ended, eventually, questions, send, visits } from '../support/browser.ts';
import { closeChromium } from '../support/chromium.ts';
import { type HostileAnswer, hostileAnswers } from '../support/hostile-answers.ts';
import { findActive, startCanary, stretchTripwire } from '../support/tripwire.ts';
import { lastUserText, type Scenario } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Models write what strangers told them to. Nothing of it acts, asks another server, or breaks the page. */

afterAll(closeChromium);

/** Answers `payload 17` with the seventeenth, in pieces that end anywhere, inside a character too. */
const obeys = (corpus: HostileAnswer[]): Scenario => ({
  name: 'obeys',
  async answer(exchange) {
    const [, number = ''] = /^payload (\d+)$/.exec(lastUserText(exchange.request)) ?? [];
    const text = corpus[Number(number)]?.text ?? 'Nothing hostile.';
    const size = Math.max(7, Math.ceil(text.length / 60));
    await exchange.role();
    for (let at = 0; at < text.length; at += size) await exchange.text(text.slice(at, at + size));
    await exchange.complete();
  },
});

test('no answer runs script, asks another server or breaks the page: live, afterwards and after a reload', async () => {
  const canary = await startCanary();
  const corpus = hostileAnswers(canary.url);
  const { ann, upstream } = await world();
  upstream.script(obeys(corpus));
  const page = await visits(ann);
  const { tripped } = await stretchTripwire(page, ann.url);
  expect(corpus.flatMap(({ payloads }) => payloads).length).toBeGreaterThan(400);

  const found: string[] = [];
  const chats: string[] = [];
  for (const [number, { name }] of corpus.entries()) {
    if (number % 10 === 0) {
      if (number > 0) chats.push(page.url());
      await button(page, 'New chat')
        .or(page.getByRole('link', { name: 'New chat' }))
        .first()
        .click();
      await questions(page).first().waitFor({ state: 'detached' });
    }
    const startedAt = performance.now();
    await send(page, `payload ${number}`);
    await questions(page).getByText(`payload ${number}`, { exact: true }).waitFor();
    await ended(page);
    found.push(...(await findActive(page)).map((what) => `${name}: ${what}`));
    // What was noted while it was written is its doing.
    found.push(...tripped.splice(0).map((what) => `${name}: ${what}`));
    const ms = performance.now() - startedAt;
    if (process.argv.includes('--slow') || ms > 1500) process.stdout.write(`${name} ${ms.toFixed(0)} ms\n`);
  }
  chats.push(page.url());

  for (const url of chats) {
    await page.goto(url);
    await answers(page)
      .nth(Math.min(9, corpus.length - 1) % 10)
      .or(answers(page).last())
      .first()
      .waitFor();
    await eventually(() => page.locator('.markdown p.whitespace-pre-wrap:first-child').count()).toBe(0);
    found.push(...(await findActive(page)).map((what) => `again: ${what}`));
    found.push(...tripped.splice(0).map((what) => `again: ${what}`));
  }
  expect({ found, heard: canary.heard }).toEqual({ found: [], heard: [] });
}, 300_000);
