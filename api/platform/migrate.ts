import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client, Pool } from 'pg';

/**
 * Prisma's own migration engine, as WebAssembly from npm: no binary to download, the same `_prisma_migrations` table
 * and advisory lock, so that `prisma migrate deploy` elsewhere agrees with what this did.
 */
const root = resolve(import.meta.dirname, '../..');
const migrationsFolder = join(root, 'prisma/migrations');
const filters = { externalTables: [], externalEnums: [] };

type WasmModule = {
  SchemaEngine: {
    new: (options: object, log: (line: string) => void, adapter?: unknown) => Promise<SchemaEngine>;
  };
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

let loaded: Promise<WasmModule> | undefined;

/** Applies what is missing; returns the names of the migrations applied. Safe to run from several processes at once. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const turn = await takeTurn(databaseUrl);
  const pool = new Pool({ connectionString: databaseUrl });
  const engine = await newEngine(pool);
  const migrationsList = listMigrations();
  try {
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters,
    });
    // A migration is one transaction, so one that a crash cut off has left nothing but its mark.
    for (const migrationName of history.failedMigrationNames)
      await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  } finally {
    engine.free();
    await pool.end();
    await turn.end();
  }
}

/**
 * Waits for its turn among processes that migrate, and for a script that a killed one has left running: PostgreSQL
 * finishes it. What looks cut off is then not merely another one's work.
 */
async function takeTurn(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => {});
  await client.connect();
  await client.query(`SELECT pg_advisory_lock(hashtext('parley migrations'))`);
  await client.query(lockScript);
  return client;
}

/**
 * Prisma's adapter cuts a script at every `;`, also inside a comment or a function, and runs the pieces on any
 * connection. Sent whole it is one transaction, and may contain what it likes. Its mark is set in that transaction
 * too: a kill between the two would leave a migration that is done and looks cut off, and can never be applied again.
 */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const migrations = new Set(readMigrations().map(({ script }) => script));
    adapter.executeScript = async (script) => {
      const whole = migrations.has(script) ? `${lockScript};\n${script}\n;${markDone}` : script;
      await adapter.underlyingDriver().query(whole);
    };
    return adapter;
  }
}

/** Held as long as a migration's script runs, whatever has become of the process that sent it. */
const lockScript = `SELECT pg_advisory_xact_lock(hashtext('parley migration script'))`;
const markDone = `UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL`;

/**
 * The SQL that turns one datamodel (the text of a schema.prisma) into another: the draft of a new migration.
 * The engine asks the database at `databaseUrl` for its version and reads nothing else of it.
 */
export async function draftMigration(databaseUrl: string, from: string, to: string): Promise<string> {
  const datamodel = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
  });
  const pool = new Pool({ connectionString: databaseUrl });
  const engine = await newEngine(pool);
  try {
    const { stdout } = await engine.diff({
      from: datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: null,
      filters,
    });
    return stdout ?? '';
  } finally {
    engine.free();
    await pool.end();
  }
}

async function newEngine(pool: Pool): Promise<SchemaEngine> {
  const { SchemaEngine } = await loadEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  return SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

function loadEngine(): Promise<WasmModule> {
  loaded ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const bytes = readFileSync(join(dirname(script), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': engineModule as unknown as WebAssembly.ModuleImports,
    });
    const module = engineModule as unknown as WasmModule;
    // Where the engine leaves its last words when it panics; without it they drown in a TypeError.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: rejectWith } });
    module.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return module;
  })();
  return loaded;
}

function readMigrations(): { name: string; script: string }[] {
  const names = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => ({
    name,
    script: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
  }));
}

function listMigrations(): MigrationList {
  const lockFile = join(migrationsFolder, 'migration_lock.toml');
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: readMigrations().map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
    })),
  };
}

function rejectWith(message: string): never {
  throw new Error(`The migration engine failed: ${message}`);
}
