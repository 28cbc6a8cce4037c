/**
 * One question to the scripted upstream and its answer, in OpenAI's wire format. Scenarios speak through it in words
 * (`text`, `finish`, `usage`, `done`) and, where they must misbehave, in raw bytes (`write`, `reset`).
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type ChatBody = {
  model: string;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  [key: string]: unknown;
};

/** A request as the upstream received it; times are `Date.now()`. */
export type UpstreamRequest = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The parsed body; an empty conversation for GET requests. */
  body: ChatBody;
  at: number;
  /** When the answer was over or the client had gone; null while the exchange is open. */
  closedAt: number | null;
  /** Whether the client left before the answer was over. */
  wasAborted: boolean;
  /** Resolves when `closedAt` is set. */
  closed: Promise<void>;
};

export type Usage = {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
};

export type Exchange = ReturnType<typeof createExchange>;

/** Words of the last user turn, which default answers echo. */
export function lastUserText(request: UpstreamRequest): string {
  return request.body.messages.findLast((message) => message.role === 'user')?.content ?? '';
}

export function isTitleRequest(request: UpstreamRequest): boolean {
  return request.body.messages.some(
    (message) => message.role === 'system' && /\btitle\b/i.test(message.content),
  );
}

/** `eol` is `\n` unless a scenario tries other line ends. */
export function createExchange(request: UpstreamRequest, response: ServerResponse) {
  const streams = request.body.stream === true;
  const base = { id: 'chatcmpl-scripted', created: 1_750_000_000, model: request.body.model };
  const head = JSON.stringify({ ...base, object: 'chat.completion.chunk' }).slice(0, -1);
  const chunk = (delta: object, finishReason: string | null): string => {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    return `${head},"choices":[${JSON.stringify(choice)}],"usage":null}`;
  };
  let said = '';
  let tokens = 0;

  const exchange = {
    request,
    response,
    eol: '\n',

    /** Sends the headers of a stream; every word below does it by itself when it is still to be done. */
    open(contentType = 'text/event-stream; charset=utf-8'): void {
      if (response.headersSent || response.destroyed) return;
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
      response.flushHeaders();
    },

    /** Writes as is; resolves when the bytes were handed to the socket, also when the client has gone. */
    write(data: string | Uint8Array): Promise<void> {
      exchange.open();
      if (response.destroyed || response.writableEnded) return Promise.resolve();
      return new Promise((resolve) => {
        response.write(data, () => resolve());
        void request.closed.then(resolve);
      });
    },

    event(data: string): Promise<void> {
      return exchange.write(`data: ${data}${exchange.eol}${exchange.eol}`);
    },

    /** One token as it goes over the wire, for senders that cannot afford more than a write. */
    tokenEvent(content: string): string {
      return `data: ${chunk({ content }, null)}\n\n`;
    },

    delta(delta: object, finishReason: string | null = null): Promise<void> {
      return exchange.event(chunk(delta, finishReason));
    },

    role(): Promise<void> {
      return streams ? exchange.delta({ role: 'assistant', content: '' }) : Promise.resolve();
    },

    text(content: string): Promise<void> {
      said += content;
      tokens += 1;
      return streams ? exchange.delta({ content }) : Promise.resolve();
    },

    async finish(reason = 'stop'): Promise<void> {
      if (streams) return exchange.delta({}, reason);
      response.writeHead(200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: said };
      const choices = [{ index: 0, message, finish_reason: reason }];
      response.end(JSON.stringify({ ...base, object: 'chat.completion', choices, usage: exchange.counts() }));
    },

    /** The last chunk: no choices, only counts, and only for those who asked for it. */
    usage(): Promise<void> {
      if (!streams || !request.body.stream_options?.include_usage) return Promise.resolve();
      return exchange.event(`${head},"choices":[],"usage":${JSON.stringify(exchange.counts())}}`);
    },

    async done(): Promise<void> {
      if (streams) await exchange.event('[DONE]');
      exchange.end();
    },

    end(): void {
      if (!response.writableEnded) response.end();
    },

    /** The usual way to end: finish reason, counts, [DONE]. */
    async complete(reason = 'stop'): Promise<void> {
      await exchange.finish(reason);
      await exchange.usage();
      await exchange.done();
    },

    /** Answers an error status the way OpenAI does, or with `body` as it is. */
    refuse(status: number, headers: Record<string, string>, body: string | object): void {
      const isText = typeof body === 'string';
      response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
      response.end(isText ? body : JSON.stringify(body));
    },

    /** Cuts the connection with a TCP reset. */
    reset(): void {
      request.wasAborted = false;
      (response.socket as Socket | null)?.resetAndDestroy();
    },

    /** Word counts stand in for tokens: good enough to be compared. */
    counts(): Usage {
      const prompt = request.body.messages
        .map((message) => message.content)
        .join(' ')
        .split(/\s+/).length;
      return {
        prompt_tokens: prompt,
        completion_tokens: tokens,
        prompt_tokens_details: { cached_tokens: 1 },
      };
    },
  };
  return exchange;
}

/** Reads a whole request body as JSON; an empty or broken one becomes an empty conversation. */
export async function readBody(message: IncomingMessage): Promise<ChatBody> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? { model: '', messages: [] } : (JSON.parse(text) as ChatBody);
}
