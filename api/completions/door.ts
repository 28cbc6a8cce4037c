import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ChatPiece, type ChatUsage, ModelFailure } from '../model/chat-model.ts';
import { DomainError, LimitError } from '../platform/domain-error.ts';
import { secondsUntil } from '../platform/meter.ts';
import { BadCompletionError, type CompletionRequest, parseCompletion } from './request.ts';
import { type Answering, answer, type CompletionContext, finishReasons } from './service.ts';

/** `GET /v1/models` and `POST /v1/chat/completions`: answers in the form in which OpenAI's clients expect them. */
export type DoorContext = CompletionContext & {
  /** The key behind a global ID of a conversation; null if it is none. */
  conversationKey: (id: string) => string | null;
  conversationWord: (key: string) => string;
};

export async function listModels(
  { catalog }: DoorContext,
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const models = await catalog.list();
  const data = models.map(({ name, provider }) => {
    return { id: name, object: 'model', created: 0, owned_by: provider.toLowerCase() };
  });
  sendJson(response, 200, { object: 'list', data });
}

export async function complete(
  ctx: DoorContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  let wanted: CompletionRequest;
  let answering: Answering;
  try {
    wanted = parseCompletion(await readJson(request));
    const conversationId = wanted.conversationId && conversationOf(ctx, wanted.conversationId);
    const key = String(request.headers['idempotency-key'] ?? randomUUID()).slice(0, 200);
    answering = await answer(ctx, { ...wanted, conversationId }, { key, signal: leaving.signal });
  } catch (error) {
    return refuseCompletion(response, error);
  }
  if (answering.conversationId)
    response.setHeader('x-parley-conversation-id', ctx.conversationWord(answering.conversationId));
  const head = {
    id: `chatcmpl-${answering.id}`,
    created: Math.floor(Date.now() / 1000),
    model: wanted.model,
  };
  if (wanted.stream) await stream(response, head, answering.pieces, wanted.isUsageWanted);
  else await sendWhole(response, head, answering.pieces);
}

function conversationOf(ctx: DoorContext, word: string): string {
  const key = ctx.conversationKey(word);
  if (key) return key;
  throw new BadCompletionError('`metadata.conversation_id` is the ID of no conversation.', 'metadata');
}

type Head = { id: string; created: number; model: string };

async function sendWhole(response: ServerResponse, head: Head, pieces: AsyncIterable<ChatPiece>) {
  let content = '';
  try {
    for await (const piece of pieces) {
      if (piece.type === 'text') {
        content += piece.text;
        continue;
      }
      const message = { role: 'assistant', content };
      const choice = { index: 0, message, logprobs: null, finish_reason: finishReasons[piece.reason] };
      return sendJson(response, 200, {
        ...head,
        object: 'chat.completion',
        choices: [choice],
        usage: piece.usage && usageOf(piece.usage),
      });
    }
    // The asker has gone.
    response.destroy();
  } catch (error) {
    refuseCompletion(response, error);
  }
}

async function stream(
  response: ServerResponse,
  head: Head,
  pieces: AsyncIterable<ChatPiece>,
  isUsageWanted: boolean,
): Promise<void> {
  const chunk = (delta: object, finishReason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(isUsageWanted ? { usage: null } : {}),
  });
  const begin = () => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    void write(response, chunk({ role: 'assistant', content: '' }));
  };
  try {
    for await (const piece of pieces) {
      begin();
      if (piece.type === 'text') {
        await write(response, chunk({ content: piece.text }));
        continue;
      }
      await write(response, chunk({}, finishReasons[piece.reason]));
      if (isUsageWanted) {
        const usage = piece.usage && usageOf(piece.usage);
        await write(response, { ...chunk({}), choices: [], usage });
      }
      response.end('data: [DONE]\n\n');
    }
  } catch (error) {
    if (!response.headersSent) return refuseCompletion(response, error);
    // The status is out: the failure is the last event, and without [DONE] no client takes the answer for whole.
    await write(response, { error: describe(error).body });
    response.end();
  }
}

/** Waits for a reader that is slow; one that has gone is noticed by the iterator's signal. */
async function write(response: ServerResponse, event: object): Promise<void> {
  if (response.destroyed || response.write(`data: ${JSON.stringify(event)}\n\n`)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

const usageOf = ({ inputTokens, cachedInputTokens, outputTokens }: ChatUsage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedInputTokens },
});

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new BadCompletionError('The body is not JSON.', null);
  }
}

type Refusal = { status: number; body: object };

function describe(error: unknown): Refusal {
  const body = (type: string, code: string, param: string | null = null) => {
    return { message: (error as Error).message, type, param, code };
  };
  if (error instanceof BadCompletionError)
    return { status: 400, body: body('invalid_request_error', 'invalid_value', error.param) };
  if (error instanceof LimitError)
    return { status: 429, body: body('rate_limit_error', error.code.toLowerCase()) };
  if (error instanceof DomainError) {
    const status = { NOT_FOUND: 404, CONFLICT: 409, MODEL_UNAVAILABLE: 404, VALIDATION: 400 }[
      error.code as string
    ];
    return { status: status ?? 400, body: body('invalid_request_error', error.code.toLowerCase()) };
  }
  if (error instanceof ModelFailure) return { status: 502, body: body('api_error', 'model_failed') };
  throw error;
}

function refuseCompletion(response: ServerResponse, error: unknown): void {
  const { status, body } = describe(error);
  if (error instanceof LimitError) response.setHeader('retry-after', secondsUntil(error.retryAt));
  sendJson(response, status, { error: body });
}

export function refuseDoor(response: ServerResponse, status: number, code: string, message: string): void {
  const type = status >= 500 ? 'api_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  sendJson(response, status, { error: { message, type, param: null, code } });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
