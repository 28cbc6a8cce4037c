/**
 * The model of the web bench, a process of its own: answers what the question orders, and prints when it sent each
 * piece. Beside it stands the baseline: a page that appends the same pieces to a text node, and nothing else.
 * First line: `<base URL for Parley> <address of the baseline>`. After each answer: `sent <JSON of times>`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Scenario, startUpstream } from '../../support/upstream.ts';
import { lastUserText } from '../../support/upstream-exchange.ts';
import { pace } from '../../support/upstream-ticker.ts';
import { type Order, piece } from './answers.ts';

type Write = (text: string, isLast: boolean) => boolean;

function answer(order: Order, write: Write): void {
  const times: number[] = [];
  pace(order.rate, (index) => {
    const isLast = index === order.tokens - 1;
    times.push(Date.now());
    if (!write(piece(order, index), isLast)) return false;
    if (isLast) process.stdout.write(`sent ${JSON.stringify(times)}\n`);
    return !isLast;
  });
}

const asOrdered: Scenario = {
  name: 'asOrdered',
  async answer(exchange) {
    const [, json] = /^bench (\{.*\})$/.exec(lastUserText(exchange.request)) ?? [];
    await exchange.role();
    if (!json) {
      await exchange.text('Nothing was ordered.');
      return exchange.complete();
    }
    answer(JSON.parse(json) as Order, (text, isLast) => {
      if (exchange.request.closedAt !== null) return false;
      void exchange.text(text);
      if (isLast) void exchange.complete();
      return true;
    });
  },
};

const plainPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Plain</title>
<style>body{margin:0;font:16px/1.6 sans-serif}#log{height:85vh;overflow:auto;white-space:pre-wrap}#log>*{max-width:46rem;margin:1rem auto}</style>
<h1>Plain</h1><div id="log"></div><textarea aria-label="Message"></textarea>
<script>
const log = document.getElementById('log');
const hold = (count, text) => {
  log.replaceChildren(...Array.from({ length: count }, () => Object.assign(document.createElement('div'), { textContent: text })));
  log.scrollTop = log.scrollHeight;
};
hold(Number(new URLSearchParams(location.search).get('held') ?? 40), 'An old message. '.repeat(40));
async function ask(order) {
  const live = document.createElement('article');
  live.dataset.role = 'assistant';
  live.ariaBusy = 'true';
  const text = document.createTextNode('');
  live.append(text);
  log.append(live);
  const answer = await fetch('/stream?' + encodeURIComponent(order));
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text.appendData(part);
    log.scrollTop = log.scrollHeight;
  }
  live.ariaBusy = 'false';
}
</script></html>`;

const plain = createServer((request, response) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://plain');
  if (pathname !== '/stream') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(plainPage);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  answer(JSON.parse(decodeURIComponent(search.slice(1))) as Order, (text, isLast) => {
    response.write(text);
    if (isLast) response.end();
    return !response.destroyed;
  });
});

const upstream = await startUpstream();
upstream.script(asOrdered);
plain.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${upstream.url} http://127.0.0.1:${(plain.address() as AddressInfo).port}\n`);
});
