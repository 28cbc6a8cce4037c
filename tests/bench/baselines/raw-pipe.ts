/** The floor: bytes from the upstream to the client, never looked at. */
import { request as ask, createServer } from 'node:http';

const upstream = new URL(`${process.env.UPSTREAM}/chat/completions`);
const body = JSON.stringify({
  model: 'gpt-4.1',
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
});
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  ask(upstream, { method: 'POST', headers }, (answer) => answer.pipe(response)).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
