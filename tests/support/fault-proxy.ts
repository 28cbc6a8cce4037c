/**
 * A TCP proxy on loopback that misbehaves on command: for the way to a model server as well as to PostgreSQL. It holds
 * bytes back, it never changes or drops them; only `cut` and `refuse` end connections.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type FaultProxy = Awaited<ReturnType<typeof startFaultProxy>>;

/** One direction of one connection, in order. */
type Flow = { from: Socket; to: Socket; last: Promise<void>; queuedBytes: number };

const QUEUE_MAX = 1024 * 1024;

export async function startFaultProxy(target: { host: string; port: number }, listenPort = 0) {
  const sockets = new Set<Socket>();
  let isRefusing = false;
  let latencyMs = 0;
  let sliceBytes = 0;
  /** Pending while the line is dead: every flow waits for it before it hands on. */
  let hole: PromiseWithResolvers<void> | null = null;

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    keep(client);
    if (isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = keep(connect({ ...target, allowHalfOpen: true }));
    pump({ from: client, to: upstream, last: Promise.resolve(), queuedBytes: 0 });
    pump({ from: upstream, to: client, last: Promise.resolve(), queuedBytes: 0 });
    client.resume();
  });

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    return socket;
  }

  function pump(flow: Flow): void {
    const { from, to } = flow;
    // Each step waits for the one before, so latency and slices keep the order of bytes.
    const then = (step: () => Promise<void> | void) => {
      flow.last = flow.last.then(step, step);
    };
    from.on('data', (data: Buffer) => {
      const dueAt = performance.now() + latencyMs;
      flow.queuedBytes += data.length;
      if (flow.queuedBytes > QUEUE_MAX) from.pause();
      then(async () => {
        await until(dueAt);
        await hole?.promise;
        await send(to, data);
        flow.queuedBytes -= data.length;
        from.resume();
      });
    });
    from.on('end', () =>
      then(async () => {
        await hole?.promise;
        to.end();
      }),
    );
    from.on('close', () =>
      then(() => {
        if (from.errored || !from.readableEnded) to.destroy();
      }),
    );
  }

  async function until(time: number): Promise<void> {
    const ms = time - performance.now();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  async function send(to: Socket, data: Buffer): Promise<void> {
    const step = sliceBytes > 0 ? sliceBytes : data.length;
    for (let at = 0; at < data.length && !to.destroyed; at += step) {
      await new Promise((resolve) => to.write(data.subarray(at, at + step), resolve));
      // The next slice must leave in a packet of its own.
      if (sliceBytes > 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPort, '127.0.0.1', resolve);
  });

  const proxy = {
    port: (server.address() as AddressInfo).port,
    /** Connections of clients that are open now. */
    connections: (): number => Math.ceil(sockets.size / 2),

    /** Resets every open connection, on both sides. */
    cut(): void {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    /** While on, new connections are reset at once; open ones stay. */
    refuse(on: boolean): void {
      isRefusing = on;
    },
    /** While on, connections stay open and nothing comes through; afterwards all of it does. */
    blackhole(on: boolean): void {
      if (on) hole ??= Promise.withResolvers<void>();
      else {
        hole?.resolve();
        hole = null;
      }
    },
    /** Holds every piece back for that long, in each direction. */
    latency(ms: number): void {
      latencyMs = ms;
    },
    /** Hands on in pieces of so many bytes; 0 for as it comes. */
    slice(bytes: number): void {
      sliceBytes = bytes;
    },

    async stop(): Promise<void> {
      const stopped = new Promise((resolve) => server.close(resolve));
      proxy.blackhole(false);
      proxy.cut();
      await stopped;
    },
  };
  return proxy;
}
