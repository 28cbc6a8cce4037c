import { PrismaPg } from '@prisma/adapter-pg';
import { type ClientBase, Pool } from 'pg';
import type { Log } from './log.ts';
import { PrismaClient } from './prisma/client/client.ts';
import { StartError } from './start-error.ts';

/**
 * The two ways to the one database: Prisma for everything, and `hot`, a small pool of plain `pg` for the generation
 * log, so that a burst of page loads never makes a flush wait.
 */
export type Db = {
  prisma: PrismaClient;
  /** Plain `pg` on Prisma's connections, for what every request asks: who is this, how much is left. */
  pool: Pool;
  hot: Pool;
  /** Connections carry this name: a server process is alive while PostgreSQL sees one of them. */
  connection: ConnectionOptions;
  close: () => Promise<void>;
};

/** What a transaction sees. */
export type Tx = Omit<
  PrismaClient,
  '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'
>;

type ConnectionOptions = ReturnType<typeof connectionOptions>;

export const applicationName = (instanceId: string) => `parley-${instanceId}`;

export function openDb(url: string, instanceId: string, log: Log): Db {
  const connection = connectionOptions(url, instanceId);
  const pool = new Pool({ ...connection, max: 16 });
  const hot = new Pool({ ...connection, max: 4 });
  for (const each of [pool, hot]) {
    // An idle connection that dies is replaced on the next use; unhandled, this event would end the process.
    each.on('error', (error) => log.debug('an idle database connection was lost', { error }));
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const close = async () => {
    await prisma.$disconnect();
    await Promise.all([pool.end(), hot.end()]);
  };
  return { prisma, pool, hot, connection, close };
}

/** Throws one clear sentence when the database cannot be reached or refuses the credentials. */
export async function checkConnection(db: Db, url: string) {
  try {
    await db.hot.query('SELECT 1');
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new StartError(`Cannot use the database ${pathname.slice(1)} at ${host}: ${describe(error)}.`, {
      cause: error,
    });
  }
}

/** Whether the failure is the database's absence rather than its answer: worth another try, and not our bug. */
export function isDatabaseGone(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code = '', message } = each as Error & { code?: string };
    if (/^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|57P0|08)/.test(code)) return true;
    if (/^(P1001|P1002|P1008|P1017|P2024|P2028)$/.test(code)) return true;
    if (
      /Cannot use a pool after calling end|Connection terminated|is not queryable|timeout exceeded when trying to connect|Query read timeout/i.test(
        message,
      )
    )
      return true;
    if (/Can't reach database server|Server has closed the connection/i.test(message)) return true;
    // How Prisma words what it has no code of its own for, e.g. a server that is going down.
    if (/Code: `(57P0|08)/.test(message)) return true;
  }
  return false;
}

/** Whether the database refuses what was written, as opposed to being gone, full, busy or in recovery: never retried. */
export function isRefusedData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|42|P0)...$/.test(code);
}

function connectionOptions(url: string, instanceId: string) {
  return {
    connectionString: url,
    // Every query here is short, and compiling one costs a hundred times what it takes.
    onConnect: async (client: ClientBase) => void (await client.query('SET jit = off')),
    application_name: applicationName(instanceId),
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A database that hangs must look like one that is gone, or every request would wait with it.
    query_timeout: 10_000,
    idle_in_transaction_session_timeout: 20_000,
  };
}

function describe(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  if (/timeout/i.test(message)) return 'it does not answer';
  return message || errors?.[0]?.message || code || 'unknown failure';
}
