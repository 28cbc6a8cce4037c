import { expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import { cranked, isTitleRequest, noUsage, says } from '../support/upstream.ts';
import { type World, world } from '../support/world.ts';

/** The ledger: one line per call, by the provider's counts, at the price of that time. */

const period = { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' };
const today = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 3_600_000).toISOString(),
});

const document = `query ($from: DateTime!, $to: DateTime!, $bucket: UsageBucket) { viewer {
  usage(from: $from, to: $to, bucket: $bucket) {
    total { ...counts }
    buckets { start model { name enabled } usage { ...counts } }
    conversations(first: 5) { conversation { title } usage { ...counts } }
  }
} }
fragment counts on Usage { inputTokens cachedInputTokens outputTokens costMicros }`;

const report = async (person: Person, variables: object) =>
  (await person.asks(document, variables)).viewer.usage;

const lines = ({ sql }: World) =>
  sql<Record<string, unknown>>(
    'SELECT purpose, model_name, input_tokens, output_tokens, cost_micros, is_estimated FROM usage_entry ORDER BY id',
  );

async function asks(person: Person, text: string) {
  const sent = await person.sends(text);
  await person.follows(sent.generation).end();
  return sent;
}

/** A line of the past. */
function spent({ sql }: World, at: string, model: string, cost: number | null, conversation = 1) {
  return sql(
    `INSERT INTO usage_entry (id, user_id, conversation_id, purpose, model_name, input_tokens, cached_input_tokens,
       output_tokens, cost_micros, created_at)
     SELECT gen_random_uuid(), id, ('00000000-0000-7000-8000-00000000000' || $4::text)::uuid, 'ANSWER', $2, 100, 40, 10, $3, $1
     FROM "user" WHERE email = 'ann@example.org'`,
    [at, model, cost, conversation],
  );
}

test('an answer and its title are one line each, with the provider’s counts and their cost', async () => {
  const here = await world();
  here.upstream.script(says('one two three'));

  const { conversation, generation } = await asks(here.ann, 'Hello');
  await expect.poll(() => lines(here), { timeout: 10_000 }).toHaveLength(2);

  const [answer, title] = await lines(here);
  expect(answer).toMatchObject({ purpose: 'ANSWER', model_name: 'gpt-4.1' });
  expect(title).toMatchObject({ purpose: 'TITLE', model_name: 'gpt-4.1' });
  const { node } = await here.ann.asks(
    'query ($id: ID!) { node(id: $id) { ... on Generation { usage { inputTokens outputTokens costMicros } } } }',
    { id: generation },
  );
  expect(node.usage).toEqual({
    inputTokens: answer!.input_tokens,
    outputTokens: answer!.output_tokens,
    costMicros: Number(answer!.cost_micros),
  });
  const sum = await here.ann.asks(
    'query ($id: ID!) { node(id: $id) { ... on Conversation { usage { inputTokens costMicros } } } }',
    { id: conversation },
  );
  expect(sum.node.usage).toEqual({
    inputTokens: Number(answer!.input_tokens) + Number(title!.input_tokens),
    costMicros: Number(answer!.cost_micros) + Number(title!.cost_micros),
  });
});

test('a call that the provider did not count is no line', async () => {
  const here = await world();
  here.upstream.script(noUsage('Hello'));
  here.upstream.scriptTitles(noUsage('A title'));

  await asks(here.ann, 'Hello');
  await here.upstream.until(() => here.upstream.requests.some((request) => isTitleRequest(request)));

  expect(await lines(here)).toEqual([]);
});

test('a stopped answer, whose counts never came, is a line of estimated counts', async () => {
  const here = await world();
  const answer = cranked();
  here.upstream.script(answer);
  const { generation } = await here.ann.sends('Hello');
  await answer.say('Hel');

  await here.ann.stops(generation);
  await here.ann.follows(generation).end();

  const [line, ...others] = await lines(here);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ purpose: 'ANSWER', is_estimated: true, output_tokens: 1 });
  expect(line!.input_tokens).toBeGreaterThan(0);
});

test('the report sums days and models, in UTC, the end excluded', async () => {
  const here = await world();
  await spent(here, '2020-05-01T23:59:59Z', 'gpt-4.1', 5);
  await spent(here, '2020-05-01T00:00:00Z', 'gpt-4.1', 7);
  await spent(here, '2020-05-02T00:00:00Z', 'gpt-4o-mini', 1);
  await spent(here, '2021-01-01T00:00:00Z', 'gpt-4.1', 1_000);

  const days = await report(here.ann, period);
  const months = await report(here.ann, { ...period, bucket: 'MONTH' });

  expect(days.total).toEqual({ inputTokens: 300, cachedInputTokens: 120, outputTokens: 30, costMicros: 13 });
  expect(days.buckets.map(({ start, model, usage }: any) => [start, model.name, usage.costMicros])).toEqual([
    ['2020-05-01T00:00:00.000Z', 'gpt-4.1', 12],
    ['2020-05-02T00:00:00.000Z', 'gpt-4o-mini', 1],
  ]);
  expect(months.buckets.map(({ start }: any) => start)).toEqual(Array(2).fill('2020-05-01T00:00:00.000Z'));
});

test('one unknown price makes the sum unknown rather than too small', async () => {
  const here = await world();
  await spent(here, '2020-05-01T00:00:00Z', 'gpt-4.1', 5);
  await spent(here, '2020-05-01T00:00:00Z', 'local', null);

  const { total, buckets } = await report(here.ann, period);

  expect(total).toMatchObject({ inputTokens: 200, costMicros: null });
  expect(buckets.map(({ usage }: any) => usage.costMicros)).toEqual([5, null]);
});

test('usage outlives its conversation, which is then without a title', async () => {
  const here = await world();
  here.upstream.scriptTitles(noUsage('Kept'));
  const { conversation } = await asks(here.ann, 'Hello');
  const before = await report(here.ann, today());

  await here.ann.asks(
    'mutation ($id: ID!) { deleteConversation(input: { conversationId: $id }) { __typename } }',
    { id: conversation },
  );
  const after = await report(here.ann, today());

  expect(before.conversations).toEqual([
    { conversation: { title: expect.any(String) }, usage: before.total },
  ]);
  expect(after.total).toEqual(before.total);
  expect(after.conversations).toEqual([{ conversation: null, usage: before.total }]);
});

test('the conversations that took most come first', async () => {
  const here = await world();
  await spent(here, '2020-05-01T00:00:00Z', 'gpt-4.1', 5, 1);
  await spent(here, '2020-05-01T00:00:00Z', 'gpt-4.1', 5, 2);
  await spent(here, '2020-06-01T00:00:00Z', 'gpt-4.1', 5, 2);

  const { conversations } = await report(here.ann, period);

  expect(conversations.map(({ usage }: any) => usage.costMicros)).toEqual([10, 5]);
});

test('a period that is empty, backwards or longer than 400 days by day is refused', async () => {
  const { ann } = await world();
  const code = async (variables: object) =>
    (await ann.graphql(document, variables)).errors?.[0]?.extensions.code;

  expect(await code({ from: period.from, to: period.from })).toBe('BAD_USER_INPUT');
  expect(await code({ from: period.to, to: period.from })).toBe('BAD_USER_INPUT');
  expect(await code({ from: period.from, to: '2021-03-01T00:00:00Z' })).toBe('BAD_USER_INPUT');
  expect(await code({ from: period.from, to: '2021-03-01T00:00:00Z', bucket: 'MONTH' })).toBeUndefined();
});
