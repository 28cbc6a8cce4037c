import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../api/platform/embedded-postgres.ts';
import { createLog } from '../../api/platform/log.ts';
import { applyMigrations } from '../../api/platform/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: string;
  }
}

/** One real PostgreSQL for the whole run, from the same binaries as the product's. Each world gets its own database. */
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
  await applyMigrations(server.url);
  project.provide('databaseServer', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** A fresh, migrated database: a copy of the run's template. An empty one has no table at all. */
export async function createDatabase({
  isEmpty = false,
} = {}): Promise<{ url: string; drop: () => Promise<void> }> {
  const template = new URL(inject('databaseServer'));
  const name = `world_${randomUUID().replaceAll('-', '')}`;
  await onServer(
    template,
    `CREATE DATABASE ${name} TEMPLATE ${isEmpty ? 'template0' : 'parley'} STRATEGY file_copy`,
  );
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(template, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(template: URL, sql: string) {
  const url = new URL(template);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    // Two copies of one template at once are refused.
    await client.query(`SELECT pg_advisory_lock(1)`);
    await client.query(sql);
  } finally {
    await client.end();
  }
}
