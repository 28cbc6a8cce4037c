import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import type { ChatPiece, ChatTurn } from '../../api/model/chat-model.ts';
import { createDemoModel } from '../../api/model/demo.ts';
import { api, connecting, passing, tour } from '../../api/model/demo-answers.ts';

const instant = createDemoModel({ tokensPerSecond: Number.POSITIVE_INFINITY });
const user = (content: string): ChatTurn => ({ role: 'user', content });
const assistant = (content: string): ChatTurn => ({ role: 'assistant', content });

async function answer(turns: ChatTurn[], { model = instant, signal = new AbortController().signal } = {}) {
  const pieces: ChatPiece[] = [];
  for await (const piece of model.stream({ model: 'demo', turns }, signal)) pieces.push(piece);
  const text = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
  return { text, pieces, finish: pieces.at(-1)?.type === 'finish' ? pieces.at(-1) : undefined };
}

test('the first answer quotes the question, says that it is a demo and gives the tour', async () => {
  const { text, finish } = await answer([user('Hello **there**\nfriend')]);

  expect(text).toMatch(
    /^You wrote “Hello there friend”\. I am Parley's \*\*built-in demo\*\*, not a real model/,
  );
  for (const part of ['\n- **', '\n|---|', '\n```graphql\n']) expect(text).toContain(part);
  expect(finish).toEqual({
    type: 'finish',
    reason: 'STOP',
    usage: { inputTokens: 6, cachedInputTokens: 0, outputTokens: expect.any(Number) },
  });
});

test('each turn of a conversation gets another answer', async () => {
  const turns: ChatTurn[] = [];
  const answers = new Set<string>();
  for (let turn = 0; turn < 6; turn++) {
    turns.push(user('and then?'));
    const { text } = await answer(turns);
    answers.add(text);
    turns.push(assistant(text));
  }

  expect(answers.size).toBe(6);
});

test('who asks for the API or for a real model is told about it', async () => {
  expect((await answer([user('How do I use GraphQL?')])).text).toContain('mutation Send');
  expect((await answer([user('Can I connect Ollama?')])).text).toContain('ollama serve');
});

test('nothing of the question acts as markdown or markup', async () => {
  const { text } = await answer([user('<img src=x onerror=alert(1)> ![a](http://evil) `x` | # \u202e')]);

  expect(text.split('\n')[0]).toMatch(/^You wrote “img src=x onerror=alert\(1\) !a\(http:\/\/evil\) x”\. /);
});

test('a long question is quoted by its beginning, whole characters only', async () => {
  expect((await answer([user('😀'.repeat(100))])).text).toContain(`“${'😀'.repeat(60)}…”`);
});

test.each([
  ['User: Where do penguins live, and why?\n\nAssistant: You wrote', 'Where do penguins live, and why'],
  ['How tall is the highest mountain in all of Europe?', 'How tall is the highest mountain'],
  ['Show me what you can do, with code', 'Show me what you can do'],
  ['***', 'A look around Parley'],
])('a title is made of the words of the person: %j', async (content, title) => {
  const { text } = await answer([
    { role: 'system', content: 'You write the title of a conversation.' },
    user(content),
  ]);

  expect(text).toBe(title);
});

test('an abort ends it at once and silently', async () => {
  const stop = new AbortController();
  const model = createDemoModel({ tokensPerSecond: 0.01 });

  const answering = answer([user('hi')], { model, signal: stop.signal });
  stop.abort();

  expect(await answering).toEqual({ text: '', pieces: [], finish: undefined });
});

test('it writes at the pace it is given', async () => {
  const stop = new AbortController();
  const startedAt = performance.now();
  let count = 0;
  for await (const _ of createDemoModel({ tokensPerSecond: 200 }).stream(
    { model: 'demo', turns: [user('hi')] },
    stop.signal,
  ))
    if (++count === 40) break;

  expect(performance.now() - startedAt).toBeGreaterThan(150);
});

test('the operations that the demo shows are valid', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const operations = [tour, connecting, api, ...passing].flatMap((text) => [
    ...text.matchAll(/```graphql\n([^`]+)```/g),
  ]);

  expect(operations).toHaveLength(3);
  for (const [, operation] of operations) expect(validate(schema, parse(operation as string))).toEqual([]);
});

test('an answer that was stopped goes on where it was stopped', async () => {
  const demo = createDemoModel({ tokensPerSecond: Number.POSITIVE_INFINITY });
  const read = async (turns: { role: 'user' | 'assistant'; content: string }[]) => {
    let text = '';
    for await (const piece of demo.stream({ model: 'demo', turns }, new AbortController().signal)) {
      if (piece.type === 'text') text += piece.text;
    }
    return text;
  };
  const question = { role: 'user' as const, content: 'Hello' };
  const whole = await read([question]);
  const begun = whole.slice(0, 100);

  const rest = await read([
    question,
    { role: 'assistant', content: begun },
    { role: 'user', content: 'Continue your last answer exactly where it broke off.' },
  ]);

  expect(begun + rest).toBe(whole);
});
