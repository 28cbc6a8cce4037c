/** The ten lines that Parley is measured against: the openai SDK on one side, SSE on the other, nothing kept. */
import { createServer } from 'node:http';
import OpenAI from 'openai';

const openai = new OpenAI({ apiKey: 'sk-bench', baseURL: process.env.UPSTREAM });
const server = createServer(async (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  for await (const chunk of await openai.chat.completions.create({
    model: 'gpt-4.1',
    messages,
    stream: true,
  })) {
    const text = chunk.choices[0]?.delta.content;
    if (text) response.write(`data: ${JSON.stringify({ text })}\n\n`);
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
