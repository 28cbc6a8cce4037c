import { expect, test } from 'vitest';
import { costMicros } from '../../api/model/cost.ts';
import { describeModel } from '../../api/model/known-models.ts';

const gpt41 = describeModel('gpt-4.1', 'OPENAI_COMPATIBLE');
const gpt4 = describeModel('gpt-4', 'OPENAI_COMPATIBLE');

test.each([
  [
    'input and output at their prices',
    gpt41,
    { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 100 },
    2_800,
  ],
  ['cached input at its own', gpt41, { inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 0 }, 1_400],
  [
    'cached input in full where the list has no price for it',
    gpt4,
    { inputTokens: 10, cachedInputTokens: 10, outputTokens: 0 },
    300,
  ],
  ['never less than nothing', gpt41, { inputTokens: 10, cachedInputTokens: 90, outputTokens: 0 }, 5],
])('a call costs %s', (_name, model, usage, cost) => {
  expect(costMicros(model, usage)).toBe(cost);
});

test('a call of a model without a price has an unknown cost', () => {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };

  expect(costMicros(describeModel('llama3', 'OLLAMA'), usage)).toBeNull();
});
