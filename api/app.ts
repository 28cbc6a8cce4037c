import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createContext, type Parts } from './context.ts';
import { startGenerations } from './generation/service.ts';
import { encodeGlobalId } from './graphql/global-id.ts';
import { createCatalog } from './model/catalog.ts';
import type { Deadlines } from './model/deadlines.ts';
import { startBell } from './platform/bell.ts';
import { openDataFolder } from './platform/data-folder.ts';
import { checkConnection, openDb } from './platform/db.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import type { Env } from './platform/env.ts';
import { createLog, type Log } from './platform/log.ts';
import { createMeter } from './platform/meter.ts';
import { applyMigrations } from './platform/migrate.ts';
import { StartError } from './platform/start-error.ts';
import { createHttpHandler } from './server/http.ts';
import { createListener } from './server/listener.ts';
import { createMaskError } from './server/mask-error.ts';
import { createOperations } from './server/operations.ts';
import { createOrigins } from './server/origins.ts';
import { attachSocket } from './server/socket.ts';
import { createV1 } from './server/v1.ts';
import { createGraphQL } from './server/yoga.ts';
import { createCredentials } from './user/credential.ts';
import { createSignIn } from './user/sign-in.ts';
import { startWebhooks, type WebhookOptions } from './webhook/courier.ts';

/** The composition root: what the program is made of, in the order in which it starts; it stops in reverse. */
export type App = { start: () => Promise<Started>; stop: () => Promise<void> };

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
/** `url` is the public address; `local` the one where it listens. */
export type Started = { url: string; local: string };

export type AppOptions = {
  /** Told what takes time while starting. */
  progress?: (line: string) => void;
  /** How long running answers may go on after `stop`. */
  drainMs?: number;
  /** The longest run of a model. */
  maxRunMs?: number;
  /** How long a model server may take; see api/model/deadlines.ts. */
  deadlines?: Partial<Deadlines>;
  /** How webhooks are tried, and who finds their addresses. */
  webhooks?: WebhookOptions;
};

export function createApp(env: Env, options: AppOptions = {}): App {
  const { progress = () => {}, drainMs = 25_000, maxRunMs, deadlines, webhooks: webhookOptions } = options;
  const log = createLog(env.LOG_LEVEL);
  const undo: (() => Promise<unknown> | unknown)[] = [];

  async function start() {
    const operations = createOperations(env);
    const { server, open } = createListener();
    const address = await listen(server, env);
    undo.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const local = `http://${shownHost(env.HOST)}:${address.port}`;
    const url = env.APP_URL ?? local;

    const database = await openDatabase(env, log, progress);
    undo.push(database.close);
    const instanceId = randomUUID();
    const db = openDb(database.url, instanceId, log);
    undo.push(db.close);
    await checkConnection(db, database.url);
    const applied = await applyMigrations(database.url);
    if (applied.length > 0)
      progress(`applied ${applied.length} database migration${applied.length > 1 ? 's' : ''}`);

    const bell = startBell(db, instanceId, log);
    undo.push(bell.stop);
    const catalog = createCatalog({
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      models: env.PARLEY_MODELS,
      ollamaUrl: env.OLLAMA_URL,
      deadlines,
      log,
    });
    const generations = await startGenerations({
      db,
      bell,
      log,
      catalog,
      instanceId,
      isAlone: !env.DATABASE_URL,
      maxActivePerUser: env.MAX_ACTIVE_ANSWERS,
      maxPerMinute: env.MAX_MESSAGES_PER_MINUTE,
      maxRunMs,
    });

    const origins = createOrigins(env.APP_URL, local, env.CORS_ORIGINS);
    const signIn = createSignIn({
      db,
      bell,
      log,
      secret: database.authSecret,
      appUrl: url,
      isSignupOpen: env.SIGNUP === 'open',
      isTrustedOrigin: origins.isTrusted,
    });
    const webhooks = startWebhooks({
      db,
      log,
      version,
      globalId: encodeGlobalId,
      allowsPrivate: env.WEBHOOK_PRIVATE_ADDRESSES === 'true',
      options: webhookOptions,
    });
    undo.push(webhooks.stop);
    let isDraining = false;
    const parts: Parts = {
      db,
      bell,
      catalog,
      generations,
      signIn,
      webhooks,
      server: { version, signupsEnabled: env.SIGNUP === 'open', arbitraryOperations: operations.isOpen },
      isDraining: () => isDraining,
    };
    const makeContext = createContext.bind(null, parts);
    const meter = createMeter(db, env.RATE_LIMIT);
    undo.push(meter.stop);
    const mask = createMaskError(log);
    const graphql = createGraphQL({ mask, operations, meter });
    const isReady = async () => !isDraining && (await answers(db));
    const isSecure = url.startsWith('https:');
    const isBehindProxy = env.TRUST_PROXY === 'true';
    const v1 = createV1({ ...parts, meter });
    const credentials = createCredentials({ db, signIn, bell });
    const doors = { graphql, operations, credentials, origins, isBehindProxy, makeContext };
    open(createHttpHandler({ ...doors, signIn, v1, log, isSecure, isReady, version }));
    const socket = attachSocket(server, { ...doors, mask, meter });
    undo.push(async () => {
      isDraining = true;
      await generations.drain(drainMs);
      socket.close();
    });
    return { url, local };
  }

  async function stop() {
    for (const step of undo.splice(0).reverse()) {
      await Promise.resolve(step()).catch((error) => log.warn('a step of stopping failed', { error }));
    }
  }

  return {
    async start() {
      try {
        return await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

type Database = { url: string; authSecret: string; close: () => Promise<unknown> };

/** The server that DATABASE_URL names, or the embedded one in the data folder. The same code from there on. */
async function openDatabase(env: Env, log: Log, progress: (line: string) => void): Promise<Database> {
  if (env.DATABASE_URL) {
    return { url: env.DATABASE_URL, authSecret: env.AUTH_SECRET ?? '', close: async () => {} };
  }
  const folder = await openDataFolder(env.DATA_DIR);
  const { authSecret, databasePassword: password } = folder.secrets;
  try {
    progress('starting the database');
    const postgres = await startEmbeddedPostgres({ dataFolder: folder.path, password, log, progress });
    const close = () => postgres.stop().finally(folder.release);
    return { url: postgres.url, authSecret: env.AUTH_SECRET ?? authSecret, close };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function listen(server: ReturnType<typeof createListener>['server'], env: Env): Promise<AddressInfo> {
  try {
    server.listen(env.PORT, env.HOST);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const at = `Port ${env.PORT} on ${env.HOST}`;
    if (code === 'EADDRINUSE') throw new StartError(`${at} is in use: stop the other program, or set PORT.`);
    if (code === 'EACCES') throw new StartError(`${at} needs more rights: choose a PORT above 1023.`);
    throw new StartError(`Cannot listen on ${env.HOST}: ${message}.`, { cause: error });
  }
}

function shownHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function answers(db: ReturnType<typeof openDb>): Promise<boolean> {
  return db.hot.query('SELECT 1').then(
    () => true,
    () => false,
  );
}
