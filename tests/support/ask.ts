import type { Answer, Person } from './person.ts';
import { RawSocket } from './raw-socket.ts';

/** One operation as a program would send it, on each transport; the first answer of a stream counts. */
export const transports = ['http', 'sse', 'websocket'] as const;

type Request = { query?: string; variables?: object; extensions?: object; operationName?: string };

export async function ask(
  person: Person,
  over: (typeof transports)[number],
  request: Request,
): Promise<Answer> {
  if (over === 'websocket') return askSocket(person, request);
  const accept = over === 'sse' ? 'text/event-stream' : 'application/json';
  const response = await person.post(request, { accept });
  return over === 'sse' ? firstEvent(response) : ((await response.json()) as Answer);
}

async function firstEvent(response: Response): Promise<Answer> {
  let said = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    said += text;
    const data = said.match(/^data: (.+)\n/m)?.[1];
    if (data) return JSON.parse(data);
  }
  return JSON.parse(said);
}

async function askSocket(person: Person, request: Request): Promise<Answer> {
  const socket = await RawSocket.ready(person);
  socket.send({ type: 'subscribe', id: 'asked', payload: { query: '', ...request } });
  try {
    for (;;) {
      const { id, type, payload } = await socket.next();
      if (id === 'asked' && type === 'error') return { errors: payload };
      if (id === 'asked' && type === 'next') return payload;
    }
  } finally {
    socket.socket.close();
  }
}
