import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { followDocument, type Person } from '../support/person.ts';
import { cranked, says } from '../support/upstream.ts';
import { world } from '../support/world.ts';

/** Subscriptions for the plainest of clients: a browser's EventSource and `curl -N`, which send a GET and read lines. */

const target = (query: string, variables: object = {}) =>
  `/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify(variables))}`;

/** What a socket says to a GET that an EventSource would send: its only credential is the cookie. */
function opens(person: Person, path: string) {
  const { port, host } = new URL(person.url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let said = '';
  const watchers = new Set<() => void>();
  socket.setEncoding('utf8').on('data', (text) => {
    said += text;
    for (const look of watchers) look();
  });
  socket.on('error', () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n` +
      `${person.cookie ? `Cookie: ${person.cookie}\r\n` : ''}\r\n`,
  );
  const says = (words: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = () => {
        if (words.test(said)) resolve(said);
      };
      watchers.add(look);
      look();
    });
  return { says, leaves: () => socket.destroy() };
}

const eventsIn = (said: string) =>
  [...said.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data!).data.generation);

test('an EventSource follows an answer, is kept alive by comments, and resumes after its cursor', async () => {
  const { ann, upstream } = await world();
  const model = cranked();
  upstream.script(model);
  const { generation } = await ann.sends();

  const first = opens(ann, target(followDocument, { id: generation }));
  await model.say('Hel');
  const head = await first.says(/"text":"Hel"/);
  const [{ seq }] = eventsIn(head).filter(({ text }) => text === 'Hel');
  await first.says(/"text":"Hel".*\n:\n/s);
  first.leaves();
  await model.say('lo');
  const second = opens(ann, target(followDocument, { id: generation, after: seq }));
  await second.says(/"text":"lo"/);
  await model.ends();
  const rest = await second.says(/event: complete\ndata:\n\n/);

  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(head).toMatch(/\r\ncontent-type: text\/event-stream\r\n/i);
  expect(head).toMatch(/\r\n\r\n(?:\w+\r\n)?:\n\n/);
  const events = eventsIn(rest);
  expect(events[0]).toMatchObject({ __typename: 'GenerationDelta', fromSeq: seq });
  expect(events.map(({ text = '' }) => text).join('')).toBe('lo');
  expect(events.at(-1)).toMatchObject({ __typename: 'GenerationEnded', generation: { status: 'COMPLETED' } });
});

test('an EventSource without the cookie is told to sign in, and a mutation by GET is refused', async () => {
  const { ann, stranger } = await world();
  const { generation } = await ann.sends();
  const send = 'mutation { sendMessage(input: { idempotencyKey: "by-get", text: "hi" }) { __typename } }';

  const anonymous = await opens(stranger(), target(followDocument, { id: generation })).says(/complete\n/);
  const mutation = await opens(ann, target(send)).says(/complete\n/);

  expect(anonymous).toMatch(/"code":"UNAUTHENTICATED"/);
  expect(mutation).toMatch(/^HTTP\/1\.1 405 /);
  expect(mutation).toMatch(/POST/);
  expect(
    (await ann.asks('{ viewer { conversations { totalCount } } }')).viewer.conversations.totalCount,
  ).toBe(1);
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test.skipIf(!hasCurl)('`curl -N` follows an answer to its end', async () => {
  const { ann, upstream } = await world();
  upstream.script(says('Hello, shell.'));
  const { generation } = await ann.sends();
  const url = ann.url + target(followDocument, { id: generation });

  const curl = spawn('curl', ['-sN', '-H', 'accept: text/event-stream', '-H', `cookie: ${ann.cookie}`, url]);
  onTestFinished(() => void curl.kill());
  let said = '';
  for await (const chunk of curl.stdout) said += chunk;

  expect(
    eventsIn(said)
      .map(({ text = '' }) => text)
      .join(''),
  ).toBe('Hello, shell.');
  expect(said).toMatch(/event: complete/);
});

test('a batch of operations is refused with a clear sentence', async () => {
  const { ann } = await world();

  const response = await ann.post([{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }]);

  expect(response.status).toBe(400);
  expect((await response.json()).errors).toMatchObject([
    { message: 'Batching is not supported.', extensions: { code: 'BAD_REQUEST' } },
  ]);
});
