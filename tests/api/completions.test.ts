import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { cranked, echoes, refuses, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** The door for programs that speak OpenAI's protocol, tried with OpenAI's own client. */

const client = ({ url, token }: Person) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: token ?? 'none', maxRetries: 0 });

const hello = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'Hello' },
];
const model = 'gpt-4.1';

const refusalOf = (asked: PromiseLike<unknown>) =>
  Promise.resolve(asked).then(
    () => null,
    (error: InstanceType<typeof OpenAI.APIError>) => error,
  );

async function read(stream: AsyncIterable<OpenAI.ChatCompletionChunk>) {
  let text = '';
  const reasons: (string | null)[] = [];
  let usage: OpenAI.CompletionUsage | null | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
    usage = chunk.usage ?? usage;
  }
  return { text, reasons, usage };
}

test('OpenAI’s client lists models, and is answered whole or as a stream, with the provider’s counts', async () => {
  const { ann, upstream, sql } = await world();
  upstream.script(says('Hi there'), says('Hi again'));
  const openai = client(await ann.program('MESSAGES_WRITE'));

  const names = (await openai.models.list()).data.map(({ id }) => id);
  const whole = await openai.chat.completions.create({
    model,
    messages: hello,
    temperature: 0.5,
    max_tokens: 50,
  });
  const streamed = await read(
    await openai.chat.completions.create({
      model,
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    }),
  );

  expect(names).toContain(model);
  expect(whole.choices[0]).toMatchObject({
    message: { role: 'assistant', content: 'Hi there' },
    finish_reason: 'stop',
  });
  expect(streamed).toMatchObject({ text: 'Hi again', reasons: ['stop'] });
  for (const usage of [whole.usage, streamed.usage]) {
    expect(usage!.completion_tokens).toBeGreaterThan(0);
    expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
  }
  const [first] = upstream.requests.filter(({ body }) => body?.messages?.at(-1)?.content === 'Hello');
  expect(first!.body).toMatchObject({ messages: hello, temperature: 0.5 });
  expect(await sql('SELECT FROM conversation')).toEqual([]);
  expect(await sql('SELECT purpose, api_token_id IS NOT NULL AS by FROM usage_entry')).toEqual([
    { purpose: 'COMPLETION', by: true },
    { purpose: 'COMPLETION', by: true },
  ]);
});

test('what tools send to tune an answer reaches the model, and what says nothing is taken', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hi'));
  const openai = client(await ann.program('MESSAGES_WRITE'));

  await openai.chat.completions.create({
    model,
    messages: [...hello, { role: 'assistant', content: null }, { role: 'user', content: 'And?' }],
    top_p: 0.3,
    stop: ['END'],
    response_format: { type: 'text' },
  });

  expect(upstream.answers()[0]!.body).toMatchObject({ top_p: 0.3, stop: ['END'] });
  const refused = await refusalOf(
    openai.chat.completions.create({ model, messages: hello, store: true, top_p: 0.3 }),
  );
  expect(refused?.message).toMatch(/leave out `top_p`/);
});

test('with store the exchange is a conversation, which the next request goes on in', async () => {
  const { ann, upstream } = await world();
  upstream.script(echoes());
  const openai = client(await ann.program('MESSAGES_WRITE'));
  const earlier = [
    ...hello,
    { role: 'assistant' as const, content: 'Hi.' },
    { role: 'user' as const, content: 'How are you?' },
  ];

  const { data, response } = await openai.chat.completions
    .create({ model, messages: earlier, store: true })
    .withResponse();
  const conversation = response.headers.get('x-parley-conversation-id')!;
  const next = await read(
    await openai.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'And now?' }],
      store: true,
      stream: true,
      metadata: { conversation_id: conversation },
    }),
  );

  expect(data.choices[0]?.message.content).toBe('You said: How are you?');
  expect(next.text).toBe('You said: And now?');
  expect(await ann.thread(conversation)).toEqual([
    'Hello',
    'Hi.',
    'How are you?',
    'You said: How are you?',
    'And now?',
    'You said: And now?',
  ]);
  const { node } = await ann.asks(
    `{ node(id: "${conversation}") { ... on Conversation { systemPrompt model { name } } } }`,
  );
  expect(node).toEqual({ systemPrompt: 'Be brief.', model: { name: model } });
  const asked = upstream.requests.at(-1)!.body.messages;
  expect(asked.at(-1)).toEqual({ role: 'user', content: 'And now?' });
});

test('a stored request with the same key is one', async () => {
  const { ann, upstream, sql } = await world();
  upstream.script(echoes());
  const openai = client(await ann.program('MESSAGES_WRITE'));
  const ask = () =>
    openai.chat.completions.create(
      { model, messages: hello, store: true },
      { headers: { 'idempotency-key': 'k1' } },
    );

  const [one, two] = [await ask(), await ask()];

  expect(two.id).toBe(one.id);
  expect(await sql(`SELECT text FROM message WHERE role = 'USER'`)).toEqual([{ text: 'Hello' }]);
});

test('a program that leaves ends its call to the model; a stored answer goes on', async () => {
  const { ann, upstream, sql } = await world();
  const [left, stored] = [cranked(), cranked()];
  upstream.script(left);
  const openai = client(await ann.program('MESSAGES_WRITE'));
  const begun = openai.chat.completions.create({ model, messages: hello, stream: true });
  await left.say('One');
  const first = await begun;
  await first[Symbol.asyncIterator]().next();
  first.controller.abort();
  await expect.poll(() => upstream.openRequests(), { timeout: 5_000 }).toBe(0);

  upstream.script(stored);
  const going = openai.chat.completions.create({ model, messages: hello, stream: true, store: true });
  await stored.say('One');
  const second = await going;
  await second[Symbol.asyncIterator]().next();
  second.controller.abort();
  await stored.say(' two');
  await stored.ends();

  await expect
    .poll(() => sql(`SELECT text FROM message WHERE role = 'ASSISTANT'`), { timeout: 10_000 })
    .toEqual([{ text: 'One two' }]);
});

for (const isStored of [false, true]) {
  for (const end of ['the token is revoked', 'the account is deleted']) {
    test(`a stream that is ${isStored ? '' : 'not '}stored ends within a second when ${end}, and no text comes after`, async () => {
      const { bob, upstream } = await world();
      const answer = cranked();
      upstream.script(answer);
      const program = await bob.program('MESSAGES_WRITE');
      const begun = client(program).chat.completions.create({
        model,
        messages: hello,
        stream: true,
        store: isStored,
      });
      await answer.say('One');
      let text = '';
      const reading = (async () => {
        for await (const chunk of await begun) text += chunk.choices[0]?.delta.content ?? '';
      })().catch(() => {});
      await expect.poll(() => text).toBe('One');
      const startedAt = performance.now();

      if (end === 'the token is revoked')
        await bob.does('revokeApiToken', { apiTokenId: program.tokenId }, '__typename');
      else await bob.does('deleteAccount', { email: bob.email, password: 'correct horse' }, '__typename');
      await reading;

      expect(performance.now() - startedAt).toBeLessThan(end === 'the token is revoked' ? 1_000 : 3_000);
      expect(text).toBe('One');
    });
  }
}

test('of many that begin at the same instant, at two servers, no more are answered than may be written at once', async () => {
  const { ann, upstream, replica, sql } = await world({ env: { MAX_ACTIVE_ANSWERS: '4' } });
  const answers = Array.from({ length: 4 }, () => cranked());
  upstream.script(answers[0]!, ...answers.slice(1));
  const program = await ann.program('MESSAGES_WRITE');
  const { url } = await replica({ MAX_ACTIVE_ANSWERS: '4' });
  const begin = (at: Person) => refusalOf(client(at).chat.completions.create({ model, messages: hello }));

  const refused: number[] = [];
  const all = Array.from({ length: 20 }, async (_, n) => {
    const error = await begin(n % 2 ? program : program.at(url));
    if (error) refused.push(error.status ?? 0);
  });
  await expect.poll(() => refused.length, { timeout: 10_000 }).toBe(16);
  for (const each of answers) await each.ends();
  await Promise.all(all);

  expect(refused).toEqual(Array(16).fill(429));
  await expect.poll(() => sql('SELECT FROM completion_run')).toEqual([]);
});

test('who leaves early has spent what was written until then, by our count', async () => {
  const { ann, bob, upstream, sql } = await world();
  const { viewer } = await bob.asks('{ viewer { id } }');
  await ann.does('updateUser', { userId: viewer.id, monthlyTokens: 100 }, '__typename');
  const answer = cranked();
  upstream.script(answer);
  const openai = client(await bob.program('MESSAGES_WRITE'));
  const begun = openai.chat.completions.create({ model, messages: hello, stream: true });
  await answer.say('word '.repeat(400));
  const stream = await begun;
  await stream[Symbol.asyncIterator]().next();
  stream.controller.abort();
  await expect
    .poll(() => sql('SELECT output_tokens, is_estimated FROM usage_entry'))
    .toEqual([{ output_tokens: 500, is_estimated: true }]);

  const next = await refusalOf(openai.chat.completions.create({ model, messages: hello }));

  expect(next?.status).toBe(429);
  expect(next?.message).toMatch(/budget of 100 tokens a month is spent/);
});

const bad: Record<string, [object, RegExp]> = {
  tools: [{ tools: [{ type: 'function' }] }, /does not support `tools`/],
  'an unknown model': [{ model: 'gpt-nothing' }, /is not offered here/],
  'no messages': [{ messages: [] }, /`messages` must not be empty/],
  'a picture': [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x' } }] }] },
    /text/,
  ],
  'a temperature of 3': [{ temperature: 3 }, /`temperature` must be at most 2/],
  'no question at the end': [{ messages: [{ role: 'assistant', content: 'Hi' }] }, /last of `messages`/],
  'several choices': [{ n: 3 }, /`n` can only be 1 here/],
  'NUL in a text': [{ messages: [{ role: 'user', content: 'a\0b' }] }, /NUL|text/],
  'a conversation of somebody else': [
    { store: true, metadata: { conversation_id: 'nonsense' } },
    /ID of no conversation/,
  ],
};

for (const [name, [change, sentence]] of Object.entries(bad)) {
  test(`${name} is refused with a sentence in OpenAI’s form, and no model is called`, async () => {
    const { ann, upstream } = await world();
    const openai = client(await ann.program('MESSAGES_WRITE'));
    const before = upstream.requests.length;

    const refused = await openai.chat.completions
      .create({ model, messages: hello, ...change } as OpenAI.ChatCompletionCreateParams)
      .then(
        () => null,
        (error: InstanceType<typeof OpenAI.APIError>) => error,
      );

    expect(refused?.status).toBeGreaterThanOrEqual(400);
    expect(refused?.status).toBeLessThan(405);
    expect(refused?.message).toMatch(sentence);
    expect(upstream.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
  });
}

test('it is for tokens with the scope to send, and within their limits', async () => {
  const { ann, bob, url } = await world({ env: { MAX_MESSAGES_PER_MINUTE: '2' } });
  const statusOf = (person: Person, body: object = { model, messages: hello }) =>
    fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...person.credentials() },
      body: JSON.stringify(body),
    }).then(async (response) => {
      await response.text();
      return response.status;
    });

  expect(await statusOf(ann)).toBe(401);
  expect(await statusOf(ann.withToken('nonsense'))).toBe(401);
  expect(await statusOf(await ann.program('READ'))).toBe(403);
  const program = await bob.program('MESSAGES_WRITE');
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push(await statusOf(program));
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
  expect(statuses).toContain(429);
  expect(
    (await fetch(`${url}/v1/embeddings`, { method: 'POST', headers: program.credentials() })).status,
  ).toBe(404);
});

test('whoever may not in is told so in OpenAI’s form, also before anybody knows who asks', async () => {
  const { ann } = await world();
  const nonsense = client(ann.withToken('nonsense'));
  const both = client(ann.withToken('nonsense')).withOptions({
    defaultHeaders: { cookie: String(ann.credentials().cookie) },
  });
  const elsewhere = client(await ann.program('READ')).withOptions({
    defaultHeaders: { origin: 'https://elsewhere.example' },
  });

  const unknown = await refusalOf(nonsense.models.list());
  const two = await refusalOf(both.chat.completions.create({ model, messages: hello }));
  const foreign = await refusalOf(elsewhere.models.list());

  const form = { type: 'invalid_request_error', param: null };
  expect(unknown).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(unknown!.error).toEqual({
    ...form,
    code: 'invalid_api_key',
    message: 'This token is unknown, was revoked or has expired.',
  });
  expect(two).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(two!.error).toMatchObject({ ...form, message: expect.stringMatching(/^Two credentials at once/) });
  expect(foreign).toBeInstanceOf(OpenAI.PermissionDeniedError);
  expect(foreign!.error).toMatchObject({ ...form, code: 'bad_request' });
});

test('a model that fails is told as an error, before the answer by its status and within it as an event', async () => {
  const { ann, upstream } = await world();
  upstream.script(refuses(400));
  const openai = client(await ann.program('MESSAGES_WRITE'));

  const refused = await openai.chat.completions.create({ model, messages: hello }).then(
    () => null,
    (error: InstanceType<typeof OpenAI.APIError>) => error,
  );

  expect(refused?.status).toBe(502);
  expect(refused?.message).toBeTruthy();
});
