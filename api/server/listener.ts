import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { requestIdHeader, requestIdOf } from './request-id.ts';

/** Connections, before anything is asked on them: the deadlines of a request, and what is no HTTP. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const statusOf: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

const isStarting: Handler = (_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end('Parley is starting.\n');
};

/** A server that answers 503 until it is opened: the port is taken, and known, before the database is up. */
export function createListener(): { server: Server; open: (handler: Handler) => void } {
  let handle = isStarting;
  const server = createServer((request, response) => {
    response.setHeader(requestIdHeader, requestIdOf(request.headers[requestIdHeader]));
    void handle(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Browsers open connections in store, and take what waits there for the answer to what they ask next.
    const isUnused = (socket as Socket).bytesRead === 0;
    if (!socket.writable || isUnused || error.code === 'ECONNRESET') return void socket.destroy();
    const status = statusOf[error.code ?? ''] ?? '400 Bad Request';
    socket.end(
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${requestIdHeader}: ${randomUUID()}\r\n\r\n`,
    );
  });
  // SSE and slow answers have no deadline; slow requests do.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return {
    server,
    open: (handler) => {
      handle = handler;
    },
  };
}
