import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { hangsBeforeHeaders, improvises, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** What an attacker tried. The server must answer, refuse, and live. */

const isAlive = async (url: string) => (await fetch(`${url}/healthz`)).status;

function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    let said = '';
    socket.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    socket.on('error', () => resolve(said)).on('close', () => resolve(said));
  });
}

test('a refused upgrade whose socket is reset does not end the process', async () => {
  const { url } = await world();
  const { hostname, port } = new URL(url);

  for (let round = 0; round < 60; round += 1) {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    await new Promise<void>((sent) =>
      socket.write(
        'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        () => sent(),
      ),
    );
    socket.resetAndDestroy();
  }

  expect(await isAlive(url)).toBe(200);
});

test('lists inside lists are refused before they are read, also through fragments and over the socket', async () => {
  const { ann } = await world();
  const { reply } = await ann.sends();
  const nested = `{ node(id: "${reply}") { ... on Message { ${'children { parent { '.repeat(4)}id${' } }'.repeat(4)} } } }`;
  const spread = `{ node(id: "${reply}") { ...A } }
    fragment A on Message { children { ...B } } fragment B on Message { siblings { ...C } }
    fragment C on Message { children { siblings { id } } }`;

  const socket = await RawSocket.ready(ann);
  socket.subscribe('1', nested);

  const refusals = [
    (await ann.graphql(nested)).errors,
    (await ann.graphql(spread)).errors,
    await socket.answer('1'),
  ];

  for (const errors of refusals) {
    expect(errors?.[0]?.message).toMatch(/could return \d+ objects/);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('a bad Host header is refused without a stack', async () => {
  const { url } = await world();

  for (const host of [']', 'a b', '[::1', 'x:99999999', 'u@h', '']) {
    for (const path of ['/graphql', '/api/auth/get-session', '/']) {
      const said = await raw(url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(said).toMatch(/^HTTP\/1\.1 400 /);
      expect(said).not.toMatch(/TypeError|node:internal/);
    }
  }
});

test('every path that answers with the page carries its policy, and odd ranges do no harm', async () => {
  const { url } = await world();

  const deep = await fetch(`${url}/c/anything/deep`);
  const ranged = await fetch(`${url}/`, { headers: { range: 'bytes=5-3' } });

  expect(deep.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
  expect(ranged.status).toBe(200);
  expect(await isAlive(url)).toBe(200);
});

test('a hostile model server can neither end the process nor keep an answer from ending', async () => {
  const { ann, upstream, url } = await world();
  const content = [{ type: 'text', text: { toString: 1, valueOf: 1 } }];
  const usage = { prompt_tokens: 1.5, completion_tokens: 3e9 };
  upstream.script(
    improvises(async (exchange) => {
      exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = [
        { choices: [{ index: 0, delta: { content } }] },
        { choices: [{ index: 0, delta: { content: 'Still an answer' } }] },
        { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        { choices: [], usage },
      ];
      for (const event of events) exchange.response.write(`data: ${JSON.stringify(event)}\n\n`);
      exchange.response.end('data: [DONE]\n\n');
    }),
    says('Fine'),
  );
  const { generation } = await ann.sends();

  const ending = await ann.follows(generation).end();

  expect(ending).toMatchObject({ status: 'COMPLETED', message: { text: 'Still an answer' } });
  expect(await isAlive(url)).toBe(200);
});

test('of many sends at the same instant no more than the limit are accepted', async () => {
  const { replica, ann, upstream } = await world();
  upstream.script(hangsBeforeHeaders());
  const { url } = await replica({ MAX_ACTIVE_ANSWERS: '3' });

  const all = await Promise.all(Array.from({ length: 12 }, (_, n) => ann.at(url).trySend({ text: `${n}` })));

  expect(all.filter(({ __typename }) => __typename === 'SendMessagePayload')).toHaveLength(3);
  expect(all.filter(({ __typename }) => __typename === 'LimitError')).toHaveLength(9);
});
