import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { createApp } from '../../api/app.ts';
import { startEmbeddedPostgres } from '../../api/platform/embedded-postgres.ts';
import { readEnv } from '../../api/platform/env.ts';
import { createLog } from '../../api/platform/log.ts';
import { applyMigrations } from '../../api/platform/migrate.ts';
import { Person } from './person.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: string;
    /** Cookies of Ann and Bob, who have accounts in the template of that name. */
    people: [string, string];
  }
}

/** With which cookies are signed in every world. */
export const authSecret = 'a secret of the tests that is long enough';

/**
 * One real PostgreSQL for the whole run, from the same binaries as the product's. Each world gets its own database. It
 * does not wait for its disk: it lives as long as the run, and tests of a crash start a server of their own.
 */
export default async function startServer(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tests-'));
  // As root the server runs as another user, who must be able to reach it.
  chmodSync(folder, 0o755);
  const log = createLog('error');
  const server = await startEmbeddedPostgres({
    dataFolder: folder,
    password: 'test',
    log,
    progress: () => {},
  });
  await onServer(server.url, 'ALTER SYSTEM SET fsync = off');
  await onServer(server.url, 'SELECT pg_reload_conf()');
  await applyMigrations(server.url);
  await onServer(server.url, 'CREATE DATABASE people TEMPLATE parley');
  project.provide('databaseServer', server.url);
  project.provide('people', await signUpPeople(named(server.url, 'people')));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Once for all worlds: the hashes of two passwords cost more than all else that a world begins with. */
async function signUpPeople(databaseUrl: string): Promise<[string, string]> {
  const env = readEnv({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: authSecret,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    PARLEY_MODELS: 'none',
    LOG_LEVEL: 'silent',
  });
  const app = createApp(env, { drainMs: 50 });
  const { url } = await app.start();
  const ann = await Person.signUp(url, 'Ann');
  const bob = await Person.signUp(url, 'Bob');
  await app.stop();
  return [ann.cookie!, bob.cookie!];
}

/** Of the copy: as if they had signed up just now. */
const youngerSql = `
  WITH age AS (SELECT now() - max(created_at) AS by FROM "user"),
    forgotten AS (DELETE FROM rate_limit),
    users AS (UPDATE "user" SET created_at = created_at + by, updated_at = updated_at + by FROM age),
    accounts AS (UPDATE account SET created_at = created_at + by, updated_at = updated_at + by FROM age)
  UPDATE session SET created_at = created_at + by, updated_at = updated_at + by, last_used_at = last_used_at + by,
    expires_at = expires_at + by FROM age`;

const templates = { empty: 'template0', migrated: 'parley', people: 'people' };

/** A fresh database: empty, or with all tables, or with Ann and Bob as well. */
export async function createDatabase(
  kind: keyof typeof templates = 'migrated',
): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = inject('databaseServer');
  const name = `world_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${templates[kind]} STRATEGY file_copy`);
  const url = named(server, name);
  if (kind === 'people') await onDatabase(url, youngerSql);
  return { url, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function named(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onDatabase(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function onServer(server: string, sql: string) {
  const client = new Client({ connectionString: named(server, 'postgres') });
  await client.connect();
  try {
    // Two copies of one template at once are refused.
    await client.query(`SELECT pg_advisory_lock(1)`);
    await client.query(sql);
  } finally {
    await client.end();
  }
}
