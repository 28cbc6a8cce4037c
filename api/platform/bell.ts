import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Db } from './db.ts';
import type { Log } from './log.ts';

/**
 * A hint that something changed, heard by every server process (PostgreSQL's LISTEN/NOTIFY).
 *
 * Only a hint: a ring may be lost with its connection, so whoever waits for one also polls. Topics are ids, never
 * content. Listeners here are woken directly; NOTIFY runs outside any transaction, because it takes a lock that is
 * as wide as the database at commit.
 */
export type Bell = {
  /** Calls `wake` after each ring of the topic, by whichever process; returns the function that ends it. */
  listen: (topic: string, wake: () => void) => () => void;
  /** Rings here at once and elsewhere soon. Never throws: the poll stands behind it. */
  ring: (topics: readonly string[]) => void;
  stop: () => Promise<void>;
};

const channel = 'parley_bell';
/** NOTIFY takes less than 8,000 bytes. */
const maxPayload = 7_900;
const reconnectMs = 250;
const ringTries = 20;

export function startBell(db: Db, instanceId: string, log: Log): Bell {
  const listeners = new Map<string, Set<() => void>>();
  const wake = (topic: string) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  };
  const wakeAll = () => {
    for (const topic of listeners.keys()) wake(topic);
  };
  const stopping = new AbortController();
  const connected = stayConnected(db, instanceId, stopping.signal, { wake, wakeAll, log });

  // Sockets do not poll for the end of their credential: a ring that cannot be sent is sent again.
  const send = (payload: string, tries: number): void => {
    db.hot
      .query({ name: 'ring', text: 'SELECT pg_notify($1, $2)', values: [channel, payload] })
      .catch((error) => {
        if (tries > 1 && !stopping.signal.aborted) setTimeout(send, reconnectMs, payload, tries - 1).unref();
        else log.debug('a ring was lost; readers poll', { error });
      });
  };

  return {
    listen(topic, listener) {
      const group = listeners.get(topic) ?? new Set();
      listeners.set(topic, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0 && listeners.get(topic) === group) listeners.delete(topic);
      };
    },
    ring(topics) {
      for (const topic of topics) wake(topic);
      for (const payload of payloads(instanceId, topics)) send(payload, ringTries);
    },
    async stop() {
      stopping.abort();
      await connected;
    },
  };
}

type Hearing = { wake: (topic: string) => void; wakeAll: () => void; log: Log };

/** Keeps one listening connection until stopped. After a gap everybody is woken, since rings may have been missed. */
async function stayConnected(
  db: Db,
  instanceId: string,
  signal: AbortSignal,
  { wake, wakeAll, log }: Hearing,
) {
  while (!signal.aborted) {
    const client = new Client(db.connection);
    const lost = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', (error) => log.debug('the bell lost its connection', { error }));
    client.on('notification', ({ payload = '' }) => {
      const [from, ...topics] = payload.split(' ');
      if (from !== instanceId) topics.forEach(wake);
    });
    const end = () => void client.end().catch(() => {});
    signal.addEventListener('abort', end, { once: true });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      wakeAll();
      await lost;
    } catch (error) {
      log.debug('the bell cannot connect', { error });
      end();
    }
    signal.removeEventListener('abort', end);
    await delay(reconnectMs, undefined, { signal }).catch(() => {});
  }
}

function* payloads(instanceId: string, topics: readonly string[]): Generator<string> {
  let payload = instanceId;
  for (const topic of topics) {
    if (payload.length + topic.length + 1 > maxPayload) {
      yield payload;
      payload = instanceId;
    }
    payload += ` ${topic}`;
  }
  if (payload !== instanceId) yield payload;
}
