import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { graphiqlTabs } from './graphiql-tabs.ts';
import { graphqlPath } from './yoga.ts';

/** GraphiQL without a CDN: one page of 9 MB, made and compressed once, with a policy of its own. */
export type Page = { body: Buffer; contentSecurityPolicy: string };

let made: Promise<Page> | undefined;

export function graphiqlPage(): Promise<Page> {
  made ??= make();
  return made;
}

async function make(): Promise<Page> {
  // Loaded on first use: most servers never show it.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = String(
    renderGraphiQL({
      title: 'Parley · GraphiQL',
      endpoint: graphqlPath,
      credentials: 'same-origin',
      subscriptionsProtocol: 'SSE',
      defaultTabs: graphiqlTabs,
      shouldPersistHeaders: false,
    } as Parameters<typeof renderGraphiQL>[0]),
  ).trim();
  const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
  const hash = createHash('sha256').update(script).digest('base64');
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { body: await promisify(gzip)(html), contentSecurityPolicy };
}
