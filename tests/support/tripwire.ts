import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** A server that nobody may ask: what reached it has left the page. */
export async function startCanary(): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.end();
  });
  // A connection alone tells who read what, and when.
  server.on('connection', () => heard.push('connection'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

/**
 * Notes script that ran (`pwn()`, dialogs, a tab that went elsewhere, a prototype with something on it) and requests
 * that another server would have got, whether or not the policy let them out.
 */
export async function stretchTripwire(page: Page, url: string): Promise<{ tripped: string[] }> {
  const tripped: string[] = [];
  const context = page.context();
  const { origin } = new URL(url);
  await context.exposeFunction(
    'pwn',
    (...said: unknown[]) => void tripped.push(`script ran: ${said.join()}`),
  );
  context.on('request', (request) => {
    const asked = new URL(request.url());
    // The policy of the sandboxed frame lets nothing out, and whether that is so the canary tells.
    if (!request.serviceWorker() && request.frame().url().endsWith('/diagram.html')) return;
    if (asked.origin !== origin) tripped.push(`request: ${request.url().slice(0, 200)}`);
  });
  context.on('dialog', (dialog) => {
    tripped.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (opened) => tripped.push(`opened: ${opened.url()}`));
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(origin)) tripped.push(`frame went to ${frame.url()}`);
  });
  return { tripped };
}

/** What stands in answers and must not: elements and attributes that act, load, or stand in for the page's own. */
export const findActive = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const forbidden =
      'script, object, embed, form, style, link, meta, base, img[src], source, video, audio, frame, portal, template';
    const harmless = /^(https?:|mailto:|#)/;
    for (const element of document.querySelectorAll('article .markdown *')) {
      // A drawn diagram is a picture without a way out.
      if (element.matches('.diagram img[src^="data:image/svg+xml"]')) continue;
      const name = element.tagName.toLowerCase();
      if (element.matches(forbidden)) found.push(`<${name}>`);
      const sandbox = element.getAttribute('sandbox');
      if (name === 'iframe' && (sandbox === null || /allow-(same-origin|top|popups|forms)/.test(sandbox)))
        found.push(`iframe with sandbox ${sandbox}`);
      for (const { name: key, value } of element.attributes) {
        if (/^on|^srcdoc$|^ping$|^formaction$|^background$|^http-equiv$/.test(key) && name !== 'iframe')
          found.push(`${name}[${key}]`);
        if (/^(href|src|action|data|xlink:href)$/.test(key) && !harmless.test(value) && name !== 'iframe')
          found.push(`${name}[${key}=${value.slice(0, 80)}]`);
        if (key === 'style' && /url\(|expression|position/i.test(value))
          found.push(`${name}[style=${value}]`);
        if (key === 'id' && !/^(user-content-|footnote-label$|_r_)/.test(value) && name !== 'path')
          found.push(`${name}[id=${value.slice(0, 80)}]`);
      }
    }
    if ('polluted' in {}) found.push('Object.prototype.polluted');
    return [...new Set(found)];
  });
