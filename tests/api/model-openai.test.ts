import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChatPiece, ModelFailure } from '../../api/model/chat-model.ts';
import type { Deadlines } from '../../api/model/deadlines.ts';
import { createOpenAiModel } from '../../api/model/openai.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import * as says from '../support/upstream.ts';
import { cranked, startUpstream, type Upstream } from '../support/upstream.ts';

const apiKey = 'sk-canary-0123456789';
/** Generous where a test is not about time, so that a busy machine does not fail it. */
const patient: Partial<Deadlines> = { firstTokenMs: 20_000, gapMs: 20_000, backoffMs: 1 };

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.stop());

const modelOf = (deadlines: Partial<Deadlines> = {}, baseURL = upstream.url) =>
  createOpenAiModel({ baseURL, apiKey, name: 'OpenAI', deadlines: { ...patient, ...deadlines } });

type Answer = { text: string; pieces: ChatPiece[]; finish?: ChatPiece; failure?: ModelFailure };

type Asking = { model?: ReturnType<typeof modelOf>; signal?: AbortSignal; onText?(text: string): void };

/** Asks and reads to the end, whatever end that is; anything but a `ModelFailure` fails the test. */
async function ask({
  model = modelOf(),
  signal = new AbortController().signal,
  onText,
}: Asking = {}): Promise<Answer> {
  const answer: Answer = { text: '', pieces: [] };
  try {
    for await (const piece of model.stream(question, signal)) {
      answer.pieces.push(piece);
      if (piece.type === 'finish') {
        answer.finish = piece;
        continue;
      }
      answer.text += piece.text;
      onText?.(answer.text);
    }
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    answer.failure = error;
  }
  return answer;
}

const question = { model: 'gpt-4.1', turns: [{ role: 'user' as const, content: 'Good morning' }] };
const stops = (usage: unknown = expect.anything()) => ({ type: 'finish', reason: 'STOP', usage });

describe('an answer that goes well', () => {
  test('the words arrive in order and the finish brings the token counts', async () => {
    upstream.script(says.says('Hello to the world'));

    const answer = await ask();

    expect(answer.text).toBe('Hello to the world');
    expect(answer.finish).toEqual(stops({ inputTokens: 2, cachedInputTokens: 1, outputTokens: 4 }));
    expect(answer.pieces.at(-1)).toBe(answer.finish);
  });

  test('the server is asked for a stream with usage, with the key and the turns', async () => {
    await ask();

    const { body, headers } = await upstream.request(1);
    expect(headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(body).toEqual({
      model: 'gpt-4.1',
      messages: [{ role: 'user', content: 'Good morning' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('a limit of output tokens is passed on', async () => {
    for await (const _ of modelOf().stream(
      { ...question, maxOutputTokens: 40 },
      new AbortController().signal,
    ));

    expect((await upstream.request(1)).body.max_tokens).toBe(40);
  });

  test('each token is handed out as it comes, not at the end', async () => {
    const crank = cranked();
    upstream.script(crank);
    const seen: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
    let read = 0;

    const answering = ask({ onText: () => seen[read++]?.resolve() });
    await crank.say('Hel');
    await seen[0]?.promise;
    await crank.say('lo');
    await seen[1]?.promise;
    await crank.ends();

    expect((await answering).pieces).toEqual([text('Hel'), text('lo'), stops()]);
  });

  test('two questions in a row use one connection', async () => {
    const model = modelOf();

    await ask({ model });
    await ask({ model });

    expect(upstream.openSockets()).toBe(1);
  });

  test.each([
    ['stop', 'STOP'],
    ['tool_calls', 'STOP'],
    ['function_call', 'STOP'],
    ['something_new', 'STOP'],
    ['length', 'LENGTH'],
    ['content_filter', 'CONTENT_FILTER'],
  ])('the finish reason %s means %s', async (wire, reason) => {
    upstream.script(says.finishesWith(wire));

    expect((await ask()).finish).toMatchObject({ reason });
  });
});

describe('an answer in an odd shape is read all the same', () => {
  const odd = 'Grüße 👩‍👩‍👧 and 日本語 to all';
  test.each([
    ['bytes split inside characters', says.splitsUtf8(odd), odd],
    ['CRLF line ends', says.crlf(odd), odd],
    ['a byte order mark', says.bom(odd), odd],
    ['comments and unknown fields', says.keepalives(odd), odd],
    ['an emoji split into two deltas', says.splitsSurrogates(), '😀'],
    ['no [DONE]', says.omitsDone(odd), odd],
    ['reasoning before the answer', says.reasons('Let me think', odd), odd],
    ['a delta of 10 MB', says.hugeDelta(10_000_000), 'x'.repeat(10_000_000)],
    ['100,000 tiny deltas', says.manyTinyDeltas(100_000), 'x'.repeat(100_000)],
  ])('%s', async (_name, scenario, expected) => {
    upstream.script(scenario);

    const answer = await ask();

    expect(answer.failure).toBeUndefined();
    expect(answer.text === expected).toBe(true);
    expect(answer.finish).toMatchObject({ reason: 'STOP' });
  });

  test('what PostgreSQL cannot store becomes the replacement character', async () => {
    upstream.script(
      says.improvises(async (exchange) => {
        await exchange.event('{"choices":[{"delta":{"content":"a\\u0000b\\ud83d"},"finish_reason":"stop"}]}');
        await exchange.done();
      }),
    );

    expect((await ask()).text).toBe('a\ufffdb\ufffd');
  });

  test('without token counts it finishes with none', async () => {
    upstream.script(says.noUsage('Hello'));

    expect((await ask()).finish).toEqual(stops(null));
  });

  test('a server that lingers after the finish reason does not hold the answer up', async () => {
    upstream.script(says.lingersAfterFinish('Hello'));

    const answer = await ask({ model: modelOf({ usageWaitMs: 50 }) });

    expect(answer).toMatchObject({ text: 'Hello', finish: stops(null) });
    await upstream.until(() => upstream.openSockets() === 0);
  });

  test('a server that refuses stream_options is asked once more without, and from then on without', async () => {
    upstream.script(says.refusesStreamOptions('Hello'));
    const model = modelOf();

    const answers = [await ask({ model }), await ask({ model })];

    expect(answers.map((answer) => answer.text)).toEqual(['Hello', 'Hello']);
    expect(upstream.answers().map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
  });

  test('a reader that is slow gets everything, without the whole of it waiting in memory', async () => {
    let isAllSent = false;
    upstream.script(
      says.improvises(async (exchange) => {
        for (let sent = 0; sent < 40; sent++) await exchange.text('x'.repeat(1_000_000));
        isAllSent = true;
        await exchange.complete();
      }),
    );
    const reader = modelOf({ gapMs: 500 })
      .stream(question, new AbortController().signal)
      [Symbol.asyncIterator]();
    let length = 0;

    for (let next = await reader.next(); !next.done; next = await reader.next()) {
      if (next.value.type !== 'text') continue;
      if (length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        expect(isAllSent).toBe(false);
      }
      length += next.value.text.length;
    }

    expect(length).toBe(40_000_000);
  });
});

describe('an answer that breaks keeps what arrived and says what to do', () => {
  const kept = 'what arrived is kept, try again for a whole answer.';
  test.each([
    ['a reset', says.resetsAfter('Hello'), `The connection to OpenAI broke in mid-answer: ${kept}`],
    [
      'an end without a finish reason',
      says.endsWithoutFinish('Hello'),
      `OpenAI ended its answer without finishing it: ${kept}`,
    ],
    [
      '[DONE] without a finish reason',
      says.endsWithoutFinish('Hello', { done: true }),
      `OpenAI ended its answer without finishing it: ${kept}`,
    ],
    ['invalid JSON', says.sendsInvalidJson('Hello'), `OpenAI sent something that cannot be read: ${kept}`],
    [
      'an error in the stream',
      says.errorsMidStream('Hello'),
      `OpenAI reported an error while answering: ${kept}`,
    ],
  ])('%s', async (_name, scenario, sentence) => {
    upstream.script(scenario);

    const answer = await ask();

    expect(answer.text).toBe('Hello');
    expect(answer.finish).toBeUndefined();
    expect(answer.failure?.message).toBe(sentence);
    expect(upstream.answers()).toHaveLength(1);
    await upstream.until(() => upstream.openRequests() === 0);
  });

  test('silence in mid-answer ends it after the gap deadline and closes the connection', async () => {
    upstream.script(says.hangsAfter('Hello'));

    const answer = await ask({ model: modelOf({ gapMs: 100 }) });

    expect(answer.text).toBe('Hello');
    expect(answer.failure?.message).toBe(`OpenAI fell silent in mid-answer for 1 second: ${kept}`);
    await upstream.until(() => upstream.openSockets() === 0);
  });

  test('a pause of our own process is not taken for silence of the server', async () => {
    const crank = cranked();
    upstream.script(crank);
    const heard = Promise.withResolvers<void>();
    const answering = ask({ model: modelOf({ gapMs: 200 }), onText: () => heard.resolve() });
    await crank.say('Hello');
    await heard.promise;

    const saying = crank.say(' again');
    const resumedAt = performance.now() + 400;
    while (performance.now() < resumedAt);
    await saying;
    await crank.ends();

    expect(await answering).toMatchObject({ text: 'Hello again', finish: stops() });
  });

  test('an event beyond all measure fails instead of filling the memory', async () => {
    upstream.script(says.hugeDelta(40_000_000));

    expect((await ask()).failure?.message).toBe(`OpenAI sent something that cannot be read: ${kept}`);
  });

  test('a break after the finish reason is no failure', async () => {
    upstream.script(
      says.improvises(async (exchange) => {
        await exchange.text('Hello');
        await exchange.finish();
        exchange.reset();
      }),
    );

    expect(await ask()).toMatchObject({ text: 'Hello', finish: stops(null) });
  });

  test('a network that dies and comes back in mid-answer is survived', async () => {
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: upstream.port });
    const crank = cranked();
    upstream.script(crank);
    const heard = Promise.withResolvers<void>();

    proxy.slice(7);
    const model = modelOf({}, `http://127.0.0.1:${proxy.port}/v1`);
    const answering = ask({ model, onText: () => heard.resolve() });
    await crank.say('Hello');
    await heard.promise;
    proxy.blackhole(true);
    await crank.say(' again');
    await crank.ends();
    proxy.blackhole(false);

    expect(await answering).toMatchObject({ text: 'Hello again', finish: stops() });
    await proxy.stop();
  });
});

describe('a server that refuses gets one clear sentence', () => {
  test.each([
    [401, {}, 'OpenAI does not accept the API key: the administrator must set a valid OPENAI_API_KEY.'],
    [
      403,
      {},
      'OpenAI does not let this API key use gpt-4.1: choose another model, or ask the administrator.',
    ],
    [
      404,
      { code: 'model_not_found' },
      'OpenAI does not offer gpt-4.1: choose another model, or ask the administrator to check OPENAI_BASE_URL.',
    ],
    [
      400,
      { code: 'context_length_exceeded' },
      'This conversation is longer than gpt-4.1 can read: start a new one, or choose a model with a larger context window.',
    ],
    [
      400,
      {},
      'OpenAI rejected the request (status 400): try another model, or ask the administrator to look at the log.',
    ],
    [
      429,
      { code: 'insufficient_quota' },
      'The account at OpenAI has no credit left: the administrator must top it up.',
    ],
    [429, { retryAfter: 100 }, 'OpenAI is limiting requests at the moment: try again in 2 minutes.'],
    [501, {}, 'OpenAI has a problem of its own (status 501): try again in a moment.'],
    [307, {}, 'OpenAI has moved to another address: ask the administrator to correct OPENAI_BASE_URL.'],
  ])('%i %o', async (status, refusal, sentence) => {
    upstream.script(says.refuses(status, refusal));

    const answer = await ask();

    expect(answer.failure?.message).toBe(sentence);
    expect(answer.pieces).toEqual([]);
    expect(upstream.answers()).toHaveLength(1);
  });

  test.each([429, 500, 502, 503, 504])('%i is tried three times in all', async (status) => {
    upstream.script(says.refuses(status));

    const answer = await ask();

    expect(answer.failure?.message).toMatch(/try again in a (moment|minute)\.$/);
    expect(upstream.answers()).toHaveLength(3);
  });

  test.each([
    ['a page instead of JSON', says.refuses(502, { body: '<html><script>alert(1)</script>' })],
    ['a key in the error', says.refuses(401, { message: `Incorrect API key provided: ${apiKey}` })],
    ['a page with status 200', says.sendsHtml()],
    [
      'an error in the stream',
      says.errorsMidStream('', { message: `bad key ${apiKey}`, code: 'invalid_api_key' }),
    ],
  ])('nothing of it is shown: %s', async (_name, scenario) => {
    upstream.script(scenario);

    const { failure } = await ask();

    expect(failure?.message).toMatch(/^[A-Z][^<>]+\.$/);
    expect(failure?.message).not.toContain(apiKey);
    expect(JSON.stringify([failure?.cause, String(failure?.cause)])).not.toContain(apiKey);
  });

  test('a web page with status 200 points at the base URL', async () => {
    upstream.script(says.sendsHtml());

    expect((await ask()).failure?.message).toBe(
      'OpenAI did not answer like a model server: ask the administrator to check OPENAI_BASE_URL, which usually ends in /v1.',
    );
  });

  test('an error told with status 200 is told as that error', async () => {
    upstream.script(says.refuses(200, { message: 'slow down', code: 'rate_limit_exceeded', retryAfter: 1 }));

    expect((await ask()).failure?.message).toBe(
      'OpenAI is limiting requests at the moment: try again in a minute.',
    );
  });
});

describe('retries', () => {
  test.each([
    ['a server error', says.refuses(500)],
    ['a reset before the first token', says.resetsAfter('')],
    ['a limit without a time', says.refuses(429)],
  ])('%s is forgotten when the next try works', async (_name, scenario) => {
    upstream.script(scenario, says.says('Hello'));

    expect(await ask()).toMatchObject({ text: 'Hello', finish: stops() });
    expect(upstream.answers()).toHaveLength(2);
  });

  test('a Retry-After is waited for', async () => {
    upstream.script(says.refuses(429, { retryAfter: 0.3 }), says.says('Hello'));

    expect((await ask()).text).toBe('Hello');

    const [first, second] = upstream.answers();
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(290);
  });

  test('a Retry-After that the time for the first token does not allow fails at once', async () => {
    upstream.script(says.refuses(503, { retryAfter: 20 }));

    const answer = await ask({ model: modelOf({ firstTokenMs: 10_000 }) });

    expect(answer.failure?.message).toContain('status 503');
    expect(upstream.answers()).toHaveLength(1);
  });

  test('nobody listens: three tries, then a sentence', async () => {
    const { url } = upstream;
    await upstream.stop();

    expect((await ask({ model: modelOf({}, url) })).failure?.message).toBe(
      'OpenAI cannot be reached: check that it is running and that the server is online, then try again.',
    );
  });

  test('resets on every try say that no answer came', async () => {
    upstream.script(says.resetsAfter(''));

    expect((await ask()).failure?.message).toMatch(
      /cannot be reached|broke the connection before it answered/,
    );
    expect(upstream.answers()).toHaveLength(3);
  });
});

describe('deadlines before the first token', () => {
  const sentence = 'OpenAI did not begin to answer within 1 second: try again, or choose another model.';
  test.each([
    ['no headers', says.hangsBeforeHeaders()],
    ['headers and a role, but no token', says.hangsAfter('')],
    ['nothing but comments', says.improvises((exchange) => exchange.write(': waiting\n\n'))],
    [
      'an error whose body never ends',
      says.improvises(({ response }) => void response.writeHead(500).flushHeaders()),
    ],
  ])('%s: it ends in time and the connection is closed', async (_name, scenario) => {
    upstream.script(scenario);

    const answer = await ask({ model: modelOf({ firstTokenMs: 150 }) });

    expect(answer.failure?.message).toBe(sentence);
    expect(answer.pieces).toEqual([]);
    await upstream.until(() => upstream.openSockets() === 0);
  });

  test('reasoning is a sign of life', async () => {
    const crank = Promise.withResolvers<void>();
    upstream.script(
      says.improvises(async (exchange) => {
        await exchange.delta({ reasoning_content: 'hm' });
        await crank.promise;
        await exchange.text('Hello');
        await exchange.complete();
      }),
    );

    const answering = ask({ model: modelOf({ firstTokenMs: 500 }) });
    setTimeout(crank.resolve, 700);

    expect(await answering).toMatchObject({ text: 'Hello', finish: stops() });
  });

  describe('a host that takes the connection but never speaks TLS', () => {
    let mute: Server;
    beforeEach(async () => {
      mute = createServer();
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => void mute.close());

    test('is given up after the connect deadline', async () => {
      const { port } = mute.address() as { port: number };
      const model = modelOf({ connectMs: 100, maxRetries: 0 }, `https://127.0.0.1:${port}/v1`);

      const answer = await ask({ model });

      expect(answer.failure?.message).toMatch(/^OpenAI cannot be reached/);
      expect(String(answer.failure?.cause)).toContain('no connection within 100 ms');
    });
  });
});

describe('the caller gives up', () => {
  const isQuick = async (request: says.UpstreamRequest, since: number) => {
    await request.closed;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(request.wasAborted).toBe(true);
  };

  test('an abort in mid-answer ends silently and closes the connection within a second', async () => {
    upstream.script(says.hangsAfter('Hello'));
    const stop = new AbortController();
    const heard = Promise.withResolvers<void>();
    const answering = ask({ signal: stop.signal, onText: () => heard.resolve() });
    await heard.promise;

    stop.abort();

    const since = performance.now();
    expect(await answering).toEqual({ text: 'Hello', pieces: [text('Hello')] });
    await isQuick(await upstream.request(1), since);
    await upstream.until(() => upstream.openSockets() === 0);
  });

  test('an abort before the headers ends silently and closes the connection', async () => {
    upstream.script(says.hangsBeforeHeaders());
    const stop = new AbortController();
    const answering = ask({ signal: stop.signal });
    const request = await upstream.request(1);

    stop.abort();

    const since = performance.now();
    expect(await answering).toEqual({ text: '', pieces: [] });
    await isQuick(request, since);
  });

  test('an abort while waiting for a retry asks no more', async () => {
    upstream.script(says.refuses(429, { retryAfter: 15 }));
    const stop = new AbortController();
    const answering = ask({ signal: stop.signal });
    await (await upstream.request(1)).closed;

    stop.abort();

    expect(await answering).toEqual({ text: '', pieces: [] });
    expect(upstream.answers()).toHaveLength(1);
  });

  test('a signal that was aborted before asks nothing', async () => {
    expect(await ask({ signal: AbortSignal.abort() })).toEqual({ text: '', pieces: [] });
    expect(upstream.requests).toHaveLength(0);
  });

  test('leaving the loop closes the connection too', async () => {
    upstream.script(says.hangsAfter('Hello'));

    for await (const _ of modelOf().stream(question, new AbortController().signal)) break;

    await isQuick(await upstream.request(1), performance.now());
  });

  test('a server that keeps talking is cut off', async () => {
    upstream.script(says.says('word '.repeat(100_000), { tokensPerSecond: 2000 }));
    const stop = new AbortController();

    const answer = await ask({ signal: stop.signal, onText: () => stop.abort() });

    expect(answer.finish).toBeUndefined();
    await isQuick(await upstream.request(1), performance.now());
  });
});

describe('the list of models', () => {
  test('names what the server offers, in its order', async () => {
    upstream.offers(['b', 'a']);

    expect(await modelOf().listModels(new AbortController().signal)).toEqual(['b', 'a']);
  });

  test.each([
    ['a refusal', says.refuses(401)],
    ['a web page', says.sendsHtml()],
    ['other JSON', says.refuses(200, { body: { hello: 'world' } })],
  ])('%s is a ModelFailure', async (_name, scenario) => {
    upstream.offers(scenario);

    await expect(modelOf().listModels(new AbortController().signal)).rejects.toThrow(ModelFailure);
  });
});

const text = (content: string) => ({ type: 'text', text: content });
