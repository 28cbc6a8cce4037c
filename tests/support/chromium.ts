import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { chromiumFlags } from './chromium-flags.ts';
import { findChromium } from './ensure-chromium.ts';

/**
 * A real Chromium. A page fails its test on anything that a person would find broken in silence: an exception, an error
 * on the console, a violation of the content security policy, a request that leaves this machine.
 */
let launched: Promise<Browser> | undefined;

function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium: run npm test once, or apt-get install chromium.');
  launched ??= chromium.launch({ executablePath, args: chromiumFlags });
  return launched;
}

export async function closeChromium() {
  await (await launched)?.close();
  launched = undefined;
}

export const desktop = { viewport: { width: 1280, height: 800 } };
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Console errors that belong to what a test does on purpose, e.g. a connection it cuts. */
export type Expected = { consoleErrors?: RegExp };

/** A new person's browser with one tab. More tabs of the same person: `page.context().newPage()`. */
export async function openBrowser(
  options: BrowserContextOptions = desktop,
  expected: Expected = {},
): Promise<Page> {
  const context = await (await launch()).newContext({ locale: 'en-GB', ...options });
  const complaints: string[] = [];
  context.on('weberror', (thrown) => complaints.push(`exception: ${thrown.error().stack}`));
  context.on('console', (message) => {
    if (message.type() !== 'error' || expected.consoleErrors?.test(message.text())) return;
    complaints.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (['blob:', 'data:'].includes(protocol) || ['localhost', '127.0.0.1'].includes(hostname)) return;
    complaints.push(`left this machine: ${request.url()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  return context.newPage();
}
