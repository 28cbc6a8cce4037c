import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CatalogOptions, createCatalog } from '../../api/model/catalog.ts';
import { ModelFailure } from '../../api/model/chat-model.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { hangsBeforeHeaders, refuses, startUpstream, type Upstream } from '../support/upstream.ts';

/** Every look at the list asks the server again. */
const alwaysStale = { known: 0, unknown: 0 };

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.stop());

const names = async (catalog: ReturnType<typeof createCatalog>) =>
  (await catalog.list()).map(({ name }) => name);
const origin = () => upstream.url.replace('/v1', '');

async function say(catalog: ReturnType<typeof createCatalog>, model: string): Promise<string> {
  let text = '';
  const chat = await catalog.chat(model);
  for await (const piece of chat.stream(
    { model, turns: [{ role: 'user', content: 'hi' }] },
    new AbortController().signal,
  ))
    if (piece.type === 'text') text += piece.text;
  return text;
}

describe('with a key or a base URL', () => {
  const catalogOf = (more: CatalogOptions = {}) => createCatalog({ baseUrl: upstream.url, ...more });

  test('the chat models of the server are offered, the default first', async () => {
    upstream.offers(['gpt-4o-mini', 'text-embedding-3-small', 'gpt-4.1']);
    const catalog = catalogOf();

    expect(await names(catalog)).toEqual(['gpt-4.1', 'gpt-4o-mini']);
    expect(await catalog.default()).toMatchObject({ name: 'gpt-4.1', provider: 'OPENAI_COMPATIBLE' });
    expect(await catalog.find('gpt-4o-mini')).toMatchObject({ displayName: 'GPT-4o mini' });
    expect(await catalog.find('text-embedding-3-small')).toBeUndefined();
  });

  test('chat goes to that server, with the key or, without one, with "none"', async () => {
    expect(await say(catalogOf({ apiKey: 'sk-test' }), 'gpt-4.1')).toBe('You said: hi');
    expect(await say(catalogOf(), 'gpt-4.1')).toBe('You said: hi');

    expect(upstream.answers().map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sk-test',
      'Bearer none',
    ]);
  });

  test('configured models are offered as they are, and the server is not asked', async () => {
    const catalog = catalogOf({ models: ['my-model', 'gpt-4.1', 'my-model'] });

    expect(await names(catalog)).toEqual(['my-model', 'gpt-4.1']);
    expect(upstream.requests).toHaveLength(0);
  });

  test('many readers at once are one question, and a fresh list is not asked for again', async () => {
    const catalog = catalogOf();

    await Promise.all([catalog.list(), catalog.default(), catalog.find('x'), catalog.list()]);
    await catalog.list();

    expect(upstream.requests).toHaveLength(1);
  });

  test('a stale list is handed out at once and refreshed behind it', async () => {
    upstream.offers(['one']);
    const catalog = catalogOf({ freshMs: alwaysStale });
    expect(await names(catalog)).toEqual(['one']);

    upstream.offers(['two']);
    expect(await names(catalog)).toEqual(['one']);

    await expect.poll(() => names(catalog)).toEqual(['two']);
  });

  test('the last good list survives a server that fails', async () => {
    upstream.offers(['one']);
    const catalog = catalogOf({ freshMs: alwaysStale });
    await catalog.list();

    upstream.offers(refuses(500));
    await catalog.list();
    await upstream.until(() => upstream.requests.length >= 2 && upstream.openRequests() === 0);

    expect(await names(catalog)).toEqual(['one']);
  });

  test('without any list GPT-4.1 is offered, and nobody waits for the server twice', async () => {
    upstream.offers(refuses(500));
    const catalog = catalogOf({ freshMs: alwaysStale });
    expect(await names(catalog)).toEqual(['gpt-4.1']);

    upstream.offers(hangsBeforeHeaders());

    expect(await names(catalog)).toEqual(['gpt-4.1']);
  });

  test('the demo is never asked for at a server', async () => {
    await expect(catalogOf().chat('demo')).rejects.toThrow(
      'demo is not available now: choose another model and try again.',
    );
  });
});

describe('without a key', () => {
  test('an Ollama that answers is used', async () => {
    upstream.offers(['llama3.2:3b', 'nomic-embed-text']);
    const catalog = createCatalog({ ollamaUrl: origin() });

    expect(await catalog.list()).toEqual([
      expect.objectContaining({ name: 'llama3.2:3b', provider: 'OLLAMA', contextWindow: 8_192 }),
    ]);
    expect(await say(catalog, 'llama3.2:3b')).toBe('You said: hi');
    expect(catalog.describe('phi4')).toMatchObject({ provider: 'OLLAMA' });
  });

  test('without an Ollama the demo is there, labelled as one, and answers', async () => {
    await upstream.stop();
    const catalog = createCatalog({ ollamaUrl: origin(), demoTokensPerSecond: Number.POSITIVE_INFINITY });

    expect(await catalog.list()).toEqual([
      expect.objectContaining({
        name: 'demo',
        displayName: 'Demo (built in, not a real model)',
        provider: 'DEMO',
      }),
    ]);
    expect(await say(catalog, 'demo')).toContain('built-in demo');
    upstream = await startUpstream();
  });

  test('an Ollama without models leaves the place to the demo', async () => {
    upstream.offers([]);

    expect(await names(createCatalog({ ollamaUrl: origin() }))).toEqual(['demo']);
  });

  test('an Ollama that takes too long leaves the place to the demo', async () => {
    upstream.offers(hangsBeforeHeaders());
    const startedAt = performance.now();

    expect(await names(createCatalog({ ollamaUrl: origin() }))).toEqual(['demo']);

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('an Ollama that is started later is found, and stays when it is restarted', async () => {
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: upstream.port });
    upstream.offers(['llama3.2']);
    const catalog = createCatalog({ ollamaUrl: `http://127.0.0.1:${proxy.port}/`, freshMs: alwaysStale });

    proxy.refuse(true);
    expect(await names(catalog)).toEqual(['demo']);
    proxy.refuse(false);
    expect(await names(catalog)).toEqual(['llama3.2']);
    proxy.refuse(true);
    proxy.cut();

    expect(await names(catalog)).toEqual(['llama3.2']);
    await proxy.stop();
  });

  test('the demo never answers in the name of a real model', async () => {
    const catalog = createCatalog({ ollamaUrl: 'http://127.0.0.1:1' });

    await expect(catalog.chat('gpt-4.1')).rejects.toThrow(ModelFailure);
  });
});

test('a model that is offered no more is still described', () => {
  const catalog = createCatalog();

  expect(catalog.describe('gpt-4o')).toMatchObject({ displayName: 'GPT-4o', provider: 'OPENAI_COMPATIBLE' });
  expect(catalog.describe('long-gone')).toMatchObject({ displayName: 'long-gone', inputPriceMicros: null });
  expect(catalog.describe('demo')).toMatchObject({ provider: 'DEMO' });
});
