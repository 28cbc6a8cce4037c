import { expect, test } from 'vitest';
import { chooseModels, describeModel } from '../../api/model/known-models.ts';

const openAiList = [
  'whisper-1',
  'gpt-3.5-turbo',
  'gpt-4o-2024-08-06',
  'gpt-4o-audio-preview',
  'text-embedding-3-small',
  'gpt-4o',
  'dall-e-3',
  'gpt-4o-mini',
  'gpt-4o-realtime-preview',
  'gpt-4o-search-preview',
  'gpt-3.5-turbo-instruct',
  'davinci-002',
  'tts-1',
  'omni-moderation-latest',
  'gpt-image-1',
  'gpt-4.1',
  'gpt-5',
  'gpt-5-codex',
  'gpt-4o-transcribe',
  'o3',
  'gpt-9-next',
];

test('of the list of OpenAI only chat models are offered, GPT-4.1 first and dated copies last', () => {
  expect(chooseModels(openAiList)).toEqual([
    'gpt-4.1',
    'gpt-4o',
    'gpt-4o-mini',
    'gpt-3.5-turbo',
    'gpt-5',
    'o3',
    'gpt-9-next',
    'gpt-4o-2024-08-06',
  ]);
});

test.each([
  [['gpt-5', 'gpt-4o', 'gpt-4'], 'gpt-4o'],
  [['gpt-4', 'gpt-4-turbo'], 'gpt-4-turbo'],
  [['mistral-small', 'gpt-4'], 'gpt-4'],
  [['llama3.2', 'qwen3'], 'llama3.2'],
])('of %j the default is %s', (names, first) => {
  expect(chooseModels(names)[0]).toBe(first);
});

test('other servers keep their order, and their instruct models are chat models', () => {
  const names = [
    'qwen2.5-72b-instruct',
    'deepseek-coder',
    'nomic-embed-text',
    'bge-m3',
    'codestral',
    'codestral',
  ];

  expect(chooseModels(names)).toEqual(['qwen2.5-72b-instruct', 'deepseek-coder', 'codestral']);
});

test('a server that offers nothing that looks like chat is taken at its word', () => {
  expect(chooseModels(['my-embedder'])).toEqual(['my-embedder']);
});

test('a known model has a name to show, a window and prices', () => {
  expect(describeModel('gpt-4.1', 'OPENAI_COMPATIBLE')).toEqual({
    name: 'gpt-4.1',
    displayName: 'GPT-4.1',
    provider: 'OPENAI_COMPATIBLE',
    contextWindow: 1_047_576,
    inputPriceMicros: 2_000_000,
    cachedInputPriceMicros: 500_000,
    outputPriceMicros: 8_000_000,
  });
  expect(describeModel('gpt-4o-mini', 'OPENAI_COMPATIBLE')).toMatchObject({
    displayName: 'GPT-4o mini',
    inputPriceMicros: 150_000,
  });
});

test('a dated copy is the model it was copied from', () => {
  expect(describeModel('gpt-4o-2024-08-06', 'OPENAI_COMPATIBLE')).toMatchObject({
    displayName: 'GPT-4o (2024-08-06)',
    contextWindow: 128_000,
    inputPriceMicros: 2_500_000,
  });
});

test('an unknown model goes by its name and has no price', () => {
  const unknown = { displayName: 'llama3.2:3b', inputPriceMicros: null, outputPriceMicros: null };

  expect(describeModel('llama3.2:3b', 'OPENAI_COMPATIBLE')).toMatchObject({
    ...unknown,
    contextWindow: 128_000,
  });
  expect(describeModel('llama3.2:3b', 'OLLAMA')).toMatchObject({ ...unknown, contextWindow: 8_192 });
});

test('names of properties that every object has are not models', () => {
  expect(describeModel('constructor', 'OPENAI_COMPATIBLE').displayName).toBe('constructor');
});
