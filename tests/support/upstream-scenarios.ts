/**
 * The vocabulary of the scripted upstream: what a model server may do, one small function a behaviour. A scenario gets
 * one exchange; an error that it throws is reported by the upstream and fails the request.
 */
import type { Exchange } from './upstream-exchange.ts';
import { lastUserText } from './upstream-exchange.ts';
import { pace } from './upstream-ticker.ts';

export type Scenario = { name: string; answer(exchange: Exchange): Promise<void> | void };

const scenario = (name: string, answer: Scenario['answer']): Scenario => ({ name, answer });

/** Words with the space before them, as tokens mostly are. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** The default: repeats the question, so that a test can tell whose answer it got. */
export const echoes = (): Scenario =>
  scenario('echoes', (exchange) => speak(exchange, `You said: ${lastUserText(exchange.request)}`));

/** A short title made of the first three words of the question (which may come as a transcript). */
export const titles = (): Scenario =>
  scenario('titles', (exchange) => {
    const asked = lastUserText(exchange.request).replace(/^User: /, '');
    const words = asked.trim().split(/\s+/).slice(0, 3);
    return speak(exchange, `About ${words.join(' ')}`);
  });

/** Answers `text` word by word: at once, or at a pace. */
export const says = (text: string, options: { tokensPerSecond?: number } = {}): Scenario =>
  scenario('says', (exchange) => speak(exchange, text, options.tokensPerSecond));

export const finishesWith = (reason: string, text = 'Hello'): Scenario =>
  scenario('finishesWith', (exchange) => speak(exchange, text, undefined, reason));

/** A hundred thousand or a million tiny pieces, many in one packet. */
export const manyTinyDeltas = (count: number): Scenario =>
  scenario('manyTinyDeltas', async (exchange) => {
    const piece = 'data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}\n\n';
    for (let sent = 0; sent < count; sent += 1000)
      await exchange.write(piece.repeat(Math.min(1000, count - sent)));
    await exchange.complete();
  });

export const hugeDelta = (characters = 10_000_000): Scenario =>
  scenario('hugeDelta', async (exchange) => {
    await exchange.text('x'.repeat(characters));
    await exchange.complete();
  });

export const noUsage = (text: string): Scenario =>
  scenario('noUsage', async (exchange) => {
    await exchange.text(text);
    await exchange.finish();
    await exchange.done();
  });

/** Never sends the counts it was asked for, nor [DONE], and keeps the connection open. */
export const lingersAfterFinish = (text: string): Scenario =>
  scenario('lingersAfterFinish', async (exchange) => {
    await exchange.text(text);
    await exchange.finish();
  });

/** A finish reason and then the end of the connection, without [DONE]. */
export const omitsDone = (text: string): Scenario =>
  scenario('omitsDone', async (exchange) => {
    await exchange.text(text);
    await exchange.finish();
    await exchange.usage();
    exchange.end();
  });

/** Refuses `stream_options` as older servers do; answers those who ask without. */
export const refusesStreamOptions = (text: string): Scenario =>
  scenario('refusesStreamOptions', (exchange) => {
    if (!exchange.request.body.stream_options) return speak(exchange, text);
    const error = {
      message: 'Unrecognized request argument supplied: stream_options',
      type: 'invalid_request_error',
    };
    exchange.refuse(400, {}, { error });
  });

type Refusal = { retryAfter?: string | number; code?: string; message?: string; body?: string | object };

export const refuses = (status: number, refusal: Refusal = {}): Scenario =>
  scenario(`refuses ${status}`, (exchange) => {
    const headers: Record<string, string> = {};
    if (refusal.retryAfter !== undefined) headers['retry-after'] = String(refusal.retryAfter);
    const error = {
      message: refusal.message ?? `Scripted ${status}`,
      type: 'scripted',
      code: refusal.code ?? null,
    };
    exchange.refuse(status, headers, refusal.body ?? { error });
  });

export const hangsBeforeHeaders = (): Scenario => scenario('hangsBeforeHeaders', () => {});

/** Sends headers, perhaps some text, then nothing more. */
export const hangsAfter = (text: string): Scenario =>
  scenario('hangsAfter', async (exchange) => {
    await exchange.role();
    if (text !== '') await exchange.text(text);
  });

export const resetsAfter = (text: string): Scenario =>
  scenario('resetsAfter', async (exchange) => {
    if (text !== '') await exchange.text(text);
    exchange.reset();
  });

/** Ends the connection properly, but no finish reason was given; `[DONE]` is sent when asked for. */
export const endsWithoutFinish = (text: string, options: { done?: boolean } = {}): Scenario =>
  scenario('endsWithoutFinish', async (exchange) => {
    await exchange.role();
    if (text !== '') await exchange.text(text);
    if (options.done) await exchange.event('[DONE]');
    exchange.end();
  });

export const sendsInvalidJson = (text: string): Scenario =>
  scenario('sendsInvalidJson', async (exchange) => {
    await exchange.text(text);
    await exchange.event('{"choices":[{"delta":{"content":"oh');
  });

export const sendsHtml = (): Scenario =>
  scenario('sendsHtml', (exchange) => {
    exchange.open('text/html; charset=utf-8');
    exchange.response.end('<!doctype html><title>Sign in</title><h1>Please sign in</h1>');
  });

export const errorsMidStream = (
  text: string,
  error: object = { message: 'The server had an error', code: null },
): Scenario =>
  scenario('errorsMidStream', async (exchange) => {
    if (text !== '') await exchange.text(text);
    await exchange.event(JSON.stringify({ error }));
    exchange.end();
  });

/** Every byte in a write of its own, so that emoji and CJK are cut inside a character. */
export const splitsUtf8 = (text: string): Scenario =>
  scenario('splitsUtf8', async (exchange) => {
    const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
    for (const byte of Buffer.from(event)) {
      await exchange.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await exchange.complete();
  });

/** JSON escapes of one emoji, its two halves in two deltas. */
export const splitsSurrogates = (): Scenario =>
  scenario('splitsSurrogates', async (exchange) => {
    for (const half of ['\\ud83d', '\\ude00']) {
      await exchange.event(`{"choices":[{"index":0,"delta":{"content":"${half}"}}]}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await exchange.complete();
  });

export const crlf = (text: string): Scenario =>
  scenario('crlf', (exchange) => {
    exchange.eol = '\r\n';
    return speak(exchange, text);
  });

export const bom = (text: string): Scenario =>
  scenario('bom', async (exchange) => {
    await exchange.write('\ufeff');
    await speak(exchange, text);
  });

/** Comments, empty lines and unknown fields between the tokens. */
export const keepalives = (text: string): Scenario =>
  scenario('keepalives', async (exchange) => {
    await exchange.write(': waiting\n\n: still waiting\n\nretry: 3000\nid: 7\nevent: chunk\n\n');
    for (const token of tokensOf(text)) {
      await exchange.write(': keepalive\n\n');
      await exchange.text(token);
    }
    await exchange.complete();
  });

/** Thinks aloud before it answers, as reasoning models of several servers do. */
export const reasons = (thought: string, text: string): Scenario =>
  scenario('reasons', async (exchange) => {
    await exchange.role();
    for (const token of tokensOf(thought)) await exchange.delta({ content: null, reasoning_content: token });
    await speak(exchange, text);
  });

/** Leaves the whole exchange to the test. */
export const improvises = (answer: Scenario['answer']): Scenario => scenario('improvises', answer);

async function speak(
  exchange: Exchange,
  text: string,
  tokensPerSecond?: number,
  reason = 'stop',
): Promise<void> {
  const tokens = tokensOf(text);
  await exchange.role();
  if (tokensPerSecond === undefined) {
    for (const token of tokens) await exchange.text(token);
    return exchange.complete(reason);
  }
  pace(tokensPerSecond, (index) => {
    const token = tokens[index];
    if (exchange.request.closedAt !== null) return false;
    void (token === undefined ? exchange.complete(reason) : exchange.text(token));
    return token !== undefined;
  });
}
