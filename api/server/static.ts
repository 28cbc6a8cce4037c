import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sirv from 'sirv';
import type { Handler } from './listener.ts';

/** The built web client: hashed assets for ever, the page itself never from a cache; any other path is the page. */
export const webFolder = resolve(import.meta.dirname, '../../web/dist');

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page that draws diagrams: no origin, no request but for its own scripts, embedded by the client alone. */
const diagramPolicy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The page behind a share link: for those who were given its address, not for search engines. */
const isShared = (path: string) => /^\/share(\/|$)/.test(path);

export function createStatic(): Handler {
  if (!existsSync(join(webFolder, 'index.html'))) {
    return (_request, response) => {
      response
        .writeHead(503, { 'content-type': 'text/plain' })
        .end('The web client is not built: run npm start.\n');
    };
  }
  const serve = sirv(webFolder, {
    etag: true,
    gzip: true,
    brotli: true,
    single: true,
    ignores: [/^\/assets\//],
    setHeaders(response, path) {
      const isHashed = path.startsWith('/assets/');
      const unhashed = isShared(path) ? 'no-store' : 'no-cache';
      response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : unhashed);
      // A page without an origin may load modules only from where all may.
      if (isHashed) response.setHeader('access-control-allow-origin', '*');
    },
  });
  return (request, response) => {
    // On everything, since any path may be answered with the page.
    const isDiagram = /^\/diagram(\.html)?\/?(\?|$)/.test(request.url ?? '');
    response.setHeader('content-security-policy', isDiagram ? diagramPolicy : contentSecurityPolicy);
    if (isShared(request.url ?? '')) response.setHeader('x-robots-tag', 'noindex, nofollow, noarchive');
    // sirv's ranges throw on odd input, and its read streams have no listener: a file that a rebuild took away, or a
    // process without free descriptors, would end the process.
    delete request.headers.range;
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    serve(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
    });
  };
}
