import { expect, test } from 'vitest';
import {
  bom,
  crlf,
  endsWithoutFinish,
  errorsMidStream,
  hangsAfter,
  hangsBeforeHeaders,
  hugeDelta,
  improvises,
  lastUserText,
  omitsDone,
  refuses,
  resetsAfter,
  type Scenario,
  says,
  sendsHtml,
  sendsInvalidJson,
  splitsSurrogates,
  splitsUtf8,
} from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Whatever a model server does, an answer ends rightly, keeps its text and says what to do, in words of our own. */

const apiKey = 'sk-canary-4711';
const secret = `leaked ${apiKey} <script>alert(1)</script>`;
/** Short where the test is about silence; generous elsewhere, so that a busy machine fails nothing. */
const deadlines = { backoffMs: 5, usageWaitMs: 500 };
const impatient = { ...deadlines, firstTokenMs: 700, gapMs: 400 };

type BadDay = {
  scenario: Scenario;
  /** What had arrived before it went wrong. */
  kept?: string;
  sentence: RegExp;
  reason: string;
  /** Upstream calls in all: retries happen only before the first token. */
  calls?: number;
  deadlines?: object;
};

const begun = 'Half an answer';
const badDays: Record<string, BadDay> = {
  'a refused key (401)': {
    scenario: refuses(401, { message: secret }),
    sentence: /does not accept the API key/,
    reason: 'BAD_KEY',
  },
  'an unknown model (404)': {
    scenario: refuses(404, { message: secret }),
    sentence: /does not offer gpt-4\.1/,
    reason: 'MODEL_UNAVAILABLE',
  },
  'a rate limit (429) without Retry-After': {
    scenario: refuses(429, { message: secret }),
    sentence: /is limiting requests at the moment: try again in a minute/,
    reason: 'RATE_LIMITED',
    calls: 3,
  },
  'a rate limit (429) that asks for too much patience': {
    scenario: refuses(429, { message: secret, retryAfter: 3_600 }),
    sentence: /is limiting requests at the moment: try again in 60 minutes/,
    reason: 'RATE_LIMITED',
  },
  'a server error (500)': {
    scenario: refuses(500, { message: secret }),
    sentence: /has a problem of its own \(status 500\)/,
    reason: 'PROVIDER_FAILED',
    calls: 3,
  },
  'an error page (502)': {
    scenario: refuses(502, { body: `<html>${secret}` }),
    sentence: /has a problem of its own \(status 502\)/,
    reason: 'PROVIDER_FAILED',
    calls: 3,
  },
  'a page instead of an answer': {
    scenario: sendsHtml(),
    sentence: /did not answer like a model server/,
    reason: 'MISCONFIGURED',
  },
  'silence before the headers': {
    scenario: hangsBeforeHeaders(),
    sentence: /did not begin to answer within 1 second/,
    reason: 'TIMED_OUT',
    deadlines: impatient,
  },
  'silence in mid-answer': {
    scenario: hangsAfter(begun),
    kept: begun,
    sentence: /fell silent in mid-answer/,
    reason: 'TIMED_OUT',
    deadlines: impatient,
  },
  'a reset before the answer': {
    scenario: resetsAfter(''),
    sentence: /cannot be reached|broke the connection/,
    reason: 'UNREACHABLE',
    calls: 3,
  },
  'a reset in mid-answer': {
    // The reset may overtake text that was sent just before it: it must have been shown first.
    scenario: improvises(async (exchange) => {
      await exchange.text(begun);
      setTimeout(exchange.reset, 200);
    }),
    kept: begun,
    sentence: /The connection .* broke in mid-answer/,
    reason: 'BROKEN_OFF',
  },
  'an end without a finish reason': {
    scenario: endsWithoutFinish(begun),
    kept: begun,
    sentence: /ended its answer without finishing it/,
    reason: 'BROKEN_OFF',
  },
  '[DONE] without a finish reason': {
    scenario: endsWithoutFinish(begun, { done: true }),
    kept: begun,
    sentence: /ended its answer without finishing it/,
    reason: 'BROKEN_OFF',
  },
  'a chunk that is not JSON': {
    scenario: sendsInvalidJson(begun),
    kept: begun,
    sentence: /sent something that cannot be read/,
    reason: 'PROVIDER_FAILED',
  },
  'an error in mid-stream': {
    scenario: errorsMidStream(begun, { message: secret, code: null }),
    kept: begun,
    sentence: /reported an error while answering/,
    reason: 'PROVIDER_FAILED',
  },
};

for (const [name, day] of Object.entries(badDays)) {
  test(`${name} fails the answer with its text kept, and the next send works`, async () => {
    const { ann, upstream } = await world({
      deadlines: day.deadlines ?? deadlines,
      env: { OPENAI_API_KEY: apiKey },
    });
    upstream.script(day.scenario);

    const { conversation, generation, reply } = await ann.sends('First');
    const reading = ann.follows(generation);
    const ending = await reading.end();
    const calls = upstream.answers().length;
    upstream.script(says('Well again'));
    const next = await ann.sends('Second', { conversationId: conversation });
    const nextEnding = await ann.follows(next.generation).end();

    expect(ending).toMatchObject({ status: 'FAILED', finishReason: null, message: { text: day.kept ?? '' } });
    expect(ending.failureMessage).toMatch(day.sentence);
    expect(ending.failureReason).toMatch(day.reason);
    // Of the two limits one told how long it lasts.
    expect(ending.retryAt !== null).toBe(name.includes('patience'));
    expect(ending.failureMessage).toMatch(/^[A-Z][^<>]+\.$/);
    expect(ending.failureMessage).not.toMatch(/canary|leaked|script/);
    expect(await reading.text()).toBe(day.kept ?? '');
    expect(await ann.reads(reply)).toMatchObject({ status: 'FAILED', text: day.kept ?? '' });
    expect(calls).toBe(day.calls ?? 1);
    expect(nextEnding).toMatchObject({ status: 'COMPLETED', message: { text: 'Well again' } });
  });
}

test('a rate limit (429) that names a short wait is waited for, and nobody notices', async () => {
  const { ann, upstream } = await world({ deadlines });
  upstream.script(refuses(429, { retryAfter: 1 }), says('Here I am'));

  const ending = await ann.follows((await ann.sends()).generation).end();

  expect(ending).toMatchObject({ status: 'COMPLETED', message: { text: 'Here I am' } });
  const [first, second] = upstream.answers();
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

const family = 'Grüße 👩‍👩‍👧 日本語';
const oddities: Record<string, [Scenario, string]> = {
  'characters split between packets': [splitsUtf8(family), family],
  'an emoji split between chunks': [splitsSurrogates(), '😀'],
  'half an emoji at the end': [says('Oh \ud83d'), 'Oh \ufffd'],
  'NUL characters': [says('a\0b'), 'a\ufffdb'],
  'Windows line ends': [crlf(family), family],
  'a byte order mark': [bom(family), family],
  'no [DONE] after the finish': [omitsDone(family), family],
};

for (const [name, [scenario, text]] of Object.entries(oddities)) {
  test(`an answer with ${name} arrives whole`, async () => {
    const { ann, upstream } = await world({ deadlines });
    upstream.script(scenario);

    const { generation, reply } = await ann.sends();
    const shown = await ann.follows(generation).text();

    expect(shown).toBe(text);
    expect(await ann.reads(reply)).toMatchObject({ status: 'COMPLETED', text });
  });
}

test('a single piece of 10 MB arrives whole, while other answers go on', async () => {
  const { ann, bob, upstream } = await world({ deadlines });
  upstream.script((request) => (lastUserText(request) === 'Huge' ? hugeDelta(10_000_000) : says('Small')));

  const huge = await ann.sends('Huge');
  const reading = ann.follows(huge.generation);
  const small = await bob.sends('Hi');
  const ending = await bob.follows(small.generation).end();
  await reading.end();

  expect(ending).toMatchObject({ status: 'COMPLETED', message: { text: 'Small' } });
  expect(reading.textSoFar.length).toBe(10_000_000);
  expect(reading.ended?.generation).toMatchObject({ status: 'COMPLETED' });
  expect(Math.max(...reading.events.map((event) => ('text' in event ? event.text.length : 0)))).toBeLessThan(
    5_000_000,
  );
});
