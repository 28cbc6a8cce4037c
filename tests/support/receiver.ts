import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Somebody's server that webhooks are sent to: it keeps what it got, and answers as the test says. */
export type Receiver = {
  url: string;
  got: Received[];
  /** Resolves once it got so many requests. */
  gets: (count: number) => Promise<Received[]>;
  /** How it answers from now on; each request's number counts from 1. */
  answer: (how: (response: ServerResponse, number: number) => void) => void;
};

export type Received = { headers: IncomingHttpHeaders; body: string; event: any; path: string; atMs: number };

export async function startReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const watchers = new Set<() => void>();
  let respond: (response: ServerResponse, number: number) => void = ok;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const event = body ? JSON.parse(body) : null;
    got.push({ headers: request.headers, body, event, path: request.url ?? '', atMs: performance.now() });
    respond(response, got.length);
    for (const look of watchers) look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    gets(count) {
      const { promise, resolve, reject } = Promise.withResolvers<Received[]>();
      const guard = setTimeout(() => reject(new Error(`got ${got.length} requests, not ${count}`)), 20_000);
      const look = () => got.length >= count && resolve(got);
      watchers.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(guard);
        watchers.delete(look);
      });
    },
    answer(how) {
      respond = how;
    },
  };
}

const ok = (response: ServerResponse) => void response.writeHead(204).end();

/** Verifies as docs/api.md tells receivers to. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(signed).digest();
  const [version, given = ''] = String(headers['webhook-signature']).split(',');
  const signature = Buffer.from(given, 'base64');
  return version === 'v1' && signature.length === expected.length && timingSafeEqual(signature, expected);
}
