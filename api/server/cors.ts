import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Origins } from './origins.ts';

/**
 * Lets the browser hand answers to pages of the listed origins (CORS_ORIGINS). Never with credentials: such a page must
 * have a token of its own. Without a list there is not one header of this.
 */
export function answerCors(origins: Origins, request: IncomingMessage, response: ServerResponse): boolean {
  if (!origins.hasList) return false;
  const { origin, 'access-control-request-method': wanted } = request.headers;
  // Also on what other origins get, or a cache would hand one origin's answer to another.
  response.setHeader('vary', 'origin');
  if (origin === undefined || !origins.isListed(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', shownHeaders);
  if (request.method !== 'OPTIONS' || wanted === undefined) return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-request-id',
    'access-control-max-age': '600',
  });
  response.end();
  return true;
}

const shownHeaders =
  'etag, parley-version, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, server-timing, ' +
  'x-parley-conversation-id, x-request-id';
