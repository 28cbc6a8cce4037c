import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Person } from './person.ts';

export type Frame = { type: string; id?: string; payload?: any };
export type Refusal = { errors: { message: string; extensions: { code: string } }[] };
export type Closed = { code: number; reason: string };

/** A WebSocket that speaks graphql-transport-ws by hand, also wrongly. Every frame is kept until a test takes it. */
export class RawSocket {
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  private frames: Frame[] = [];
  private waiting: ((frame: Frame) => void)[] = [];

  static async open(
    person: Person,
    protocol: string | string[] = 'graphql-transport-ws',
  ): Promise<RawSocket> {
    const address = `${person.url.replace('http', 'ws')}/graphql`;
    const raw = new RawSocket(new WebSocket(address, protocol, { headers: person.credentials() }));
    await new Promise((resolve, reject) => {
      raw.socket.once('open', resolve);
      raw.socket.once('error', reject);
    });
    return raw;
  }

  /** Opened, and past the greeting. */
  static async ready(person: Person): Promise<RawSocket> {
    const raw = await RawSocket.open(person);
    raw.send({ type: 'connection_init' });
    await raw.frame('connection_ack');
    return raw;
  }

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      const take = this.waiting.shift();
      if (take) take(frame);
      else this.frames.push(frame);
    });
    onTestFinished(() => socket.terminate());
  }

  send(frame: Frame | string) {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  subscribe(id: string, query: string, variables: object = {}) {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  next(): Promise<Frame> {
    const kept = this.frames.shift();
    return kept ? Promise.resolve(kept) : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The errors of an operation that was refused: before it began, or as its only result. */
  async answer(id: string): Promise<Refusal['errors']> {
    for (;;) {
      const frame = await this.next();
      if (frame.id === id && frame.type === 'error') return frame.payload;
      if (frame.id === id && frame.type === 'next') return frame.payload.errors ?? [];
    }
  }

  /** The next frame of this type (and of this operation); others before it are dropped. */
  async frame(type: string, id?: string): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (frame.type === type && (id === undefined || frame.id === id)) return frame;
    }
  }
}
