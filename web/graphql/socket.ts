import { type Client, createClient } from 'graphql-ws';
import { socketBack, socketLost } from './connection.ts';

/** Together with the answer's time: a line that went silent is noticed within ten seconds. */
const pingEveryMs = 6_000;
const pongWithinMs = 4_000;
/** A line that dies during the handshake would keep a browser waiting for minutes. */
const connectWithinMs = 8_000;
const longestRetryMs = 10_000;

/**
 * One WebSocket that comes back by itself, for ever: a laptop may sleep for a night in mid-answer.
 * graphql-ws sends the original variables again after a silent reconnect; the stream contract tolerates that.
 */
export function openSocket(url: string): { client: Client; close: () => void } {
  const waker = createWaker();
  let socket: WebSocket | null = null;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let connectTimer: ReturnType<typeof setTimeout> | undefined;

  const client = createClient({
    url,
    lazy: true,
    lazyCloseTimeout: 20_000,
    keepAlive: pingEveryMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => waker.sleep(retryDelayMs(retries)),
    on: {
      connecting: () => {
        connectTimer = setTimeout(() => client.terminate(), connectWithinMs);
      },
      connected: (opened) => {
        clearTimeout(connectTimer);
        socket = opened as WebSocket;
        socketBack();
      },
      ping: (isReceived) => {
        if (!isReceived) expectPong();
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(connectTimer);
        clearTimeout(pongTimer);
        socket = null;
        if ((event as CloseEvent).code === 1000) socketBack();
        else socketLost();
      },
    },
  });

  function expectPong(): void {
    clearTimeout(pongTimer);
    pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
  }

  /** After sleep a socket can look open and be dead: ask it, and hurry a retry that is waiting. */
  function check(): void {
    if (document.visibilityState === 'hidden') return;
    waker.wake();
    if (socket?.readyState !== WebSocket.OPEN) return;
    expectPong();
    socket.send('{"type":"ping"}');
  }

  const wakeups = new AbortController();
  addEventListener('online', check, { signal: wakeups.signal });
  addEventListener('pageshow', check, { signal: wakeups.signal });
  document.addEventListener('visibilitychange', check, { signal: wakeups.signal });

  return {
    client,
    close() {
      wakeups.abort();
      clearTimeout(connectTimer);
      clearTimeout(pongTimer);
      // It rejects when the socket was waiting to come back: that is over, too.
      Promise.resolve(client.dispose()).catch(() => {});
      socketBack();
    },
  };
}

function retryDelayMs(retries: number): number {
  const ceiling = Math.min(longestRetryMs, 250 * 2 ** Math.min(retries, 6));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

function createWaker() {
  const wakes = new Set<() => void>();
  return {
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          wakes.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        wakes.add(end);
      }),
    wake: () => {
      for (const end of wakes) end();
    },
  };
}
