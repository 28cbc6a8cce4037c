/**
 * A real HTTP server on loopback that speaks OpenAI's wire format and does what the test says. Requests for a title are
 * answered beside the script, so that a test can crank the answer while the title comes by itself.
 *
 * As a program it is a load source for benches, in a process of its own so that its CPU is nobody else's:
 * `node tests/support/upstream.ts --port 0 --tokens 300 --rate 40 [--stamp] [--together 200]` prints its base URL as first line.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { createExchange, isTitleRequest, readBody, type UpstreamRequest } from './upstream-exchange.ts';
import { echoes, type Scenario, titles } from './upstream-scenarios.ts';
import { pace } from './upstream-ticker.ts';

export { type Cranked, cranked } from './upstream-cranked.ts';
export { type Exchange, isTitleRequest, lastUserText, type UpstreamRequest } from './upstream-exchange.ts';
export * from './upstream-scenarios.ts';

/** A scenario, or a function that chooses one by looking at the request. */
export type Script = Scenario | ((request: UpstreamRequest) => Scenario);

export type Upstream = Awaited<ReturnType<typeof startUpstream>>;

/** Starts on a free loopback port (or `port`); echoes until it is told otherwise. */
export async function startUpstream(options: { port?: number; models?: string[] } = {}) {
  const requests: UpstreamRequest[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  let models = options.models ?? ['gpt-4.1', 'gpt-4o-mini', 'text-embedding-3-small'];
  let script: Script[] = [echoes()];
  let titleScript: Script = titles();
  let modelScript: Script | undefined;

  const server = createServer((message, response) => {
    serve(message, response).catch((error) => {
      process.stderr.write(`scripted upstream: ${error instanceof Error ? error.stack : error}\n`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    notify();
    // A client that leaves in mid-answer is part of the script.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      notify();
    });
  });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const request = received(message, await readBody(message), at, response);
    const isModels = request.method === 'GET' && request.path === '/v1/models';
    if (isModels && !modelScript) return sendModels(response, models);
    if (!isModels && !(request.method === 'POST' && request.path === '/v1/chat/completions')) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'Not found', code: null } }));
      return;
    }
    const chosen = isModels ? (modelScript as Script) : isTitleRequest(request) ? titleScript : nextScript();
    const scenario = typeof chosen === 'function' ? chosen(request) : chosen;
    await scenario.answer(createExchange(request, response));
  }

  const nextScript = (): Script => (script.length > 1 ? (script.shift() as Script) : (script[0] as Script));

  function received(
    message: IncomingMessage,
    body: UpstreamRequest['body'],
    at: number,
    response: ServerResponse,
  ) {
    const closed = Promise.withResolvers<void>();
    const request: UpstreamRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body,
      at,
      closedAt: null,
      wasAborted: false,
      closed: closed.promise,
    };
    response.on('close', () => {
      request.closedAt = Date.now();
      request.wasAborted ||= !response.writableFinished;
      closed.resolve();
      notify();
    });
    requests.push(request);
    notify();
    return request;
  }

  function notify(): void {
    for (const watcher of watchers) watcher();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  /** The requests for an answer: neither titles nor model lists. */
  const answers = (): UpstreamRequest[] =>
    requests.filter((request) => request.method === 'POST' && !isTitleRequest(request));

  async function until(isTrue: () => boolean, guardMs = 10_000): Promise<void> {
    if (isTrue()) return;
    const reached = Promise.withResolvers<void>();
    const look = () => isTrue() && reached.resolve();
    const guard = setTimeout(
      () => reached.reject(new Error(`scripted upstream: waited ${guardMs} ms in vain for ${isTrue}`)),
      guardMs,
    );
    watchers.add(look);
    await reached.promise.finally(() => {
      clearTimeout(guard);
      watchers.delete(look);
    });
  }

  return {
    /** Base URL with `/v1`, for OPENAI_BASE_URL. */
    url: `http://127.0.0.1:${port}/v1`,
    port,
    /** Every request so far, oldest first; titles and model lists too. */
    requests,
    answers,
    /** Connections that are open now, idle ones that are kept alive too. */
    openSockets: (): number => sockets.size,
    /** Requests that are being answered now. */
    openRequests: (): number => requests.filter((request) => request.closedAt === null).length,

    /** What the next requests get, one each; the last one stays for all that follow. */
    script(first: Script, ...others: Script[]): void {
      script = [first, ...others];
    },
    /** What requests for a title get. */
    scriptTitles(next: Script): void {
      titleScript = next;
    },
    /** What GET /v1/models answers: these names, or a scenario. */
    offers(next: string[] | Scenario): void {
      modelScript = Array.isArray(next) ? undefined : next;
      if (Array.isArray(next)) models = next;
    },

    /** Resolves when `isTrue` holds; looks again whenever a request comes, ends or a socket closes. */
    until,
    /** Resolves with the nth request for an answer (from 1), also one that is still to come. */
    async request(nth: number): Promise<UpstreamRequest> {
      await until(() => answers().length >= nth);
      return answers()[nth - 1] as UpstreamRequest;
    },

    async stop(): Promise<void> {
      const stopped = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await stopped;
    },
  };
}

function sendModels(response: ServerResponse, models: string[]): void {
  const data = models.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'scripted' }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'list', data }));
}

export type Load = {
  /** Each token is the time it was written, in ms, to measure delays. */
  stamp?: boolean;
  /** Nobody gets a token before so many have asked; then all begin within one interval. */
  together?: number;
};

/** Answers `count` tokens of equal size. */
export function load(
  count: number,
  tokensPerSecond: number,
  { stamp = false, together = 1 }: Load = {},
): Scenario {
  let asked = 0;
  const gate = Promise.withResolvers<void>();
  return {
    name: 'load',
    async answer(exchange) {
      asked += 1;
      if (asked >= together) gate.resolve();
      await gate.promise;
      await new Promise((begin) => setTimeout(begin, (Math.random() * 1_000) / tokensPerSecond));
      await exchange.role();
      const token = exchange.tokenEvent(' token');
      pace(tokensPerSecond, (index) => {
        if (exchange.request.closedAt !== null) return false;
        if (index === count) void exchange.complete();
        else exchange.response.write(stamp ? exchange.tokenEvent(`${Date.now()} `) : token);
        return index < count;
      });
    },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      tokens: { type: 'string', default: '300' },
      rate: { type: 'string', default: '40' },
      stamp: { type: 'boolean', default: false },
      together: { type: 'string', default: '1' },
    },
  });
  const upstream = await startUpstream({ port: Number(values.port) });
  upstream.script(
    load(Number(values.tokens), Number(values.rate), {
      stamp: values.stamp,
      together: Number(values.together),
    }),
  );
  process.stdout.write(`${upstream.url}\n`);
}
