/**
 * CPU per token from the upstream to the client, delay and memory, beside a ten-line SDK proxy and a raw pipe in the
 * same run. Usage: npm run bench -- stream [streams] [tokens] [tokens per second]
 */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebSocket } from 'ws';
import { Person } from '../support/person.ts';
import {
  type Child,
  childrenOf,
  cpuMicros,
  guard,
  printTable,
  quantile,
  rssKiB,
  startChild,
} from './measure.ts';

const [streams = 200, tokens = 300, rate = 40] = process.argv.slice(2).map(Number);
guard(180);
const root = resolve(import.meta.dirname, '../..');

const followDocument = `subscription ($id: ID!, $after: Int) {
  generation(id: $id, after: $after) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { fromSeq seq text }
    ... on GenerationEnded { seq generation { status } }
  }
}`;

type Contender = {
  name: string;
  server: Child;
  upstream: Child;
  database: () => number[];
  open: (onText: (text: string) => void) => Promise<void>;
};

/** A fresh one a contender, so that each finds the same gate: all streams begin when all are connected. */
function startUpstream() {
  const flags = { port: 0, tokens, rate, together: streams };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return startChild(join(root, 'tests/support/upstream.ts'), [...args, '--stamp'], {}, /^http/);
}

async function baseline(name: string, file: string): Promise<Contender> {
  const upstream = await startUpstream();
  const server = await startChild(
    join(import.meta.dirname, 'baselines', file),
    [],
    { UPSTREAM: upstream.line },
    /port/,
  );
  const { port } = JSON.parse(server.line);
  const open = async (onText: (text: string) => void) => {
    const [response] = await once(get({ host: '127.0.0.1', port, agent: false }), 'response');
    response.setEncoding('utf8').on('data', onText);
    await once(response, 'end');
  };
  return { name, server, upstream, database: () => [], open };
}

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
chmodSync(folder, 0o755);

async function parley(over: 'websocket' | 'sse'): Promise<Contender> {
  const upstream = await startUpstream();
  const env = {
    DATA_DIR: join(folder, over),
    PORT: '0',
    OPENAI_BASE_URL: upstream.line,
    OPENAI_API_KEY: 'sk-bench',
    PARLEY_MODELS: 'gpt-4.1',
    LOG_LEVEL: 'warn',
    MAX_ACTIVE_ANSWERS: '100000',
  };
  const server = await startChild(join(root, 'api/main.ts'), [], env, /ready: http/);
  const url = /http\S+/.exec(server.line)![0];
  const person = await Person.signUp(url, 'Bench');
  const open = async (onText: (text: string) => void) => {
    const { generation } = await person.sends('Hello');
    const payload = { query: followDocument, variables: { id: generation, after: 0 } };
    await (over === 'sse' ? overSse(person, payload, onText) : overSocket(person, payload, onText));
  };
  return { name: `Parley (${over})`, server, upstream, database: () => childrenOf(server.pid), open };
}

async function overSocket(person: Person, payload: object, onText: (text: string) => void) {
  const headers = person.credentials();
  const socket = new WebSocket(`${person.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    if (message.type === 'next') onText(message.payload.data.generation.text ?? '');
    if (message.type === 'complete') socket.close();
    if (message.type === 'error') throw new Error(String(data));
  });
  await once(socket, 'close');
}

async function overSse(person: Person, payload: object, onText: (text: string) => void) {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...person.credentials(),
  };
  const { request } = await import('node:http');
  const body = JSON.stringify(payload);
  const asked = request(`${person.url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  });
  asked.end(body);
  const [response] = await once(asked, 'response');
  response.setEncoding('utf8').on('data', onText);
  await once(response, 'end');
}

async function measure({ name, server, upstream, database, open }: Contender) {
  const delays: number[] = [];
  const started = Promise.withResolvers<void>();
  const oneEnded = Promise.withResolvers<void>();
  let [arrived, begun] = [0, 0];
  const before = rssKiB(server.pid);
  const cpu = () =>
    [cpuMicros(server.pid), database().reduce((sum, pid) => sum + cpuMicros(pid), 0)] as const;
  const atStart = cpu()[0];
  const running = Array.from({ length: streams }, async () => {
    let count = 0;
    await open((text) => {
      const now = Date.now();
      for (const [stamp] of text.matchAll(/\d{13}/g)) {
        if (count++ === 0 && ++begun === streams) started.resolve();
        arrived += 1;
        delays.push(now - Number(stamp));
      }
    });
    oneEnded.resolve();
  });
  // CPU is read while every stream flows: from the last one's first token to the first one's ending.
  await Promise.race([started.promise, oneEnded.promise]);
  const [startCpu, startDb] = cpu();
  const [startTokens, startDelays] = [arrived, delays.length];
  await oneEnded.promise;
  const [endCpu, endDb] = cpu();
  const inWindow = arrived - startTokens;
  const steady = delays.slice(startDelays, startDelays + inWindow);
  const rss = rssKiB(server.pid);
  await Promise.all(running);
  const whole = (cpu()[0] - atStart) / arrived;
  await server.end();
  await upstream.end();
  if (arrived !== streams * tokens) console.log(`${name}: ${arrived} of ${streams * tokens} tokens arrived`);
  return {
    name,
    micros: (endCpu - startCpu) / inWindow,
    whole,
    database: (endDb - startDb) / inWindow,
    p50: quantile(steady, 0.5),
    p99: quantile(steady, 0.99),
    share: inWindow / arrived,
    rss: (rss - before) / streams,
  };
}

try {
  const contenders = [
    () => baseline('raw byte pipe', 'raw-pipe.ts'),
    () => baseline('ten-line SDK proxy', 'sdk-proxy.ts'),
    () => parley('websocket'),
    () => parley('sse'),
  ];
  const results = [];
  for (const make of contenders) results.push(await measure(await make()));
  const proxy = results[1]!;
  printTable(
    `${streams} streams × ${tokens} tokens at ${rate}/s; CPU µs a token while all flow`,
    results.map(({ name, micros, whole, database, p50, p99, rss, share }) => ({
      '': name,
      'µs/token': micros.toFixed(0),
      '× proxy': (micros / proxy.micros).toFixed(2),
      'µs/token, sends included': whole.toFixed(0),
      'database µs/token': database.toFixed(0),
      'delay p50 ms': p50,
      'p99 ms': p99,
      'RSS KiB/stream': rss.toFixed(0),
      'tokens in window': `${(share * 100).toFixed(0)} %`,
    })),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
