import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { printedSchema } from './print-schema.ts';

/** The schema at a stable address, for generators of clients: no sign-in, no introspection, and 304 when it is known. */
export const schemaPath = '/schema.graphql';

export function createSchemaFile(version: string) {
  let made: { body: string; etag: string } | undefined;
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' });
      return void response.end('Read the schema with GET.\n');
    }
    made ??= make(version);
    const { body, etag } = made;
    response.setHeader('etag', etag);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('parley-version', version);
    if (isKnown(request.headers['if-none-match'], etag)) return void response.writeHead(304).end();
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function make(version: string) {
  const body = `# Parley ${version}\n\n${printedSchema()}`;
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

/** By the weak comparison that If-None-Match asks for: a proxy that compresses marks the tag as weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
