import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { desktop, type Expected, openBrowser } from './chromium.ts';
import type { Person } from './person.ts';

/** What a person sees and does on a page of Parley, in words. */
export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });
export const answers = (page: Page): Locator => page.locator('article[data-role=assistant]');
export const answer = (page: Page): Locator => answers(page).last();
export const questions = (page: Page): Locator => page.locator('article[data-role=user]');
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const thread = (page: Page): Locator => page.getByRole('log');

/** What Chromium writes when a connection is cut on purpose. */
export const cutConnections: Expected = { consoleErrors: /ERR_|WebSocket|Failed to load resource/ };

export type Visit = BrowserContextOptions & { path?: string; expected?: Expected };

/** A tab of somebody at `url`, on `path`; signed in, unless a stranger. */
export async function visits(
  { url, cookie }: Pick<Person, 'url' | 'cookie'>,
  { path = '/', expected, ...options }: Visit = {},
): Promise<Page> {
  const page = await openBrowser({ ...desktop, ...options }, expected);
  const cookies = (cookie?.split('; ') ?? []).map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });
  // A locator that waits in vain says so, and what for, before the test's own guard strikes.
  page.context().setDefaultTimeout(12_000);
  await page.context().addCookies(cookies);
  await page.goto(url + path);
  return page;
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await button(page, 'Send').click();
}

/** Resolves when what was sent has been answered to its end. */
export const ended = (page: Page): Promise<void> =>
  page.locator('article[aria-busy=true]').waitFor({ state: 'detached' });

/** The text of the last answer as it is laid out, without its copy button. */
export const shown = (page: Page): Promise<string> => answer(page).locator('.markdown').innerText();

/** Looks until it is so. The time is a guard: a busy machine takes a while to lay out and scroll. */
export const eventually = <Value>(look: () => Promise<Value> | Value) =>
  expect.poll(look, { timeout: 12_000, interval: 100 });
