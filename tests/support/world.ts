import { Client as Sql } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type App, type AppOptions, createApp, type Started } from '../../api/app.ts';
import { type Env, readEnv } from '../../api/platform/env.ts';
import { authSecret, createDatabase } from './database.ts';
import { Person } from './person.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/**
 * A Parley with a database, an upstream and people, all real, for one test; everything ends with it.
 * `ann` and `bob` have accounts and are signed in; ann, the first, is the administrator.
 */
export type World = {
  app: App;
  url: string;
  env: Env;
  databaseUrl: string;
  upstream: Upstream;
  ann: Person;
  bob: Person;
  /** A person without an account, on this server. */
  stranger: () => Person;
  /** One more server process on the same database, as far as the code can tell. */
  replica: (changes?: Record<string, string>) => Promise<Started & { app: App }>;
  sql: <Row>(text: string, values?: unknown[]) => Promise<Row[]>;
};

export type WorldOptions = AppOptions & {
  env?: Record<string, string>;
  /** The way to the database leads over this address, e.g. a fault proxy in front of it. */
  databaseVia?: (url: string) => Promise<string>;
};

export async function world({
  env: changes = {},
  databaseVia,
  ...options
}: WorldOptions = {}): Promise<World> {
  // Their cookies are those of a server without TLS.
  const areThere = changes.APP_URL === undefined && changes.AUTH_SECRET === undefined;
  const database = await createDatabase(areThere ? 'people' : 'migrated');
  onTestFinished(database.drop);
  const sqlClient = new Sql({ connectionString: database.url });
  sqlClient.on('error', () => {});
  await sqlClient.connect();
  onTestFinished(() => sqlClient.end());
  const upstream = await startUpstream();
  onTestFinished(() => upstream.stop());

  const variables = {
    PORT: '0',
    DATABASE_URL: databaseVia ? await databaseVia(database.url) : database.url,
    AUTH_SECRET: authSecret,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: upstream.url,
    LOG_LEVEL: 'silent',
    // Tests of limits set their own.
    RATE_LIMIT: '1000000000',
    MAX_MESSAGES_PER_MINUTE: '1000000',
    ...changes,
  };
  const replica = async (more: Record<string, string> = {}) => {
    const app = createApp(readEnv({ ...variables, ...more }), { drainMs: 50, ...options });
    const started = await app.start();
    onTestFinished(app.stop);
    return { app, ...started };
  };
  const { app, url } = await replica();
  const [cookie, other] = inject('people');
  const ann = areThere ? new Person(url, 'Ann', cookie) : await Person.signUp(url, 'Ann');
  const bob = areThere ? new Person(url, 'Bob', other) : await Person.signUp(url, 'Bob');
  const sql = async <Row>(text: string, values: unknown[] = []) =>
    (await sqlClient.query(text, values)).rows as Row[];
  const stranger = () => new Person(url, 'Stranger', null);
  return {
    app,
    url,
    env: readEnv(variables),
    databaseUrl: database.url,
    upstream,
    ann,
    bob,
    stranger,
    replica,
    sql,
  };
}
