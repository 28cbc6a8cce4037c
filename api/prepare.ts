import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { compressFolder } from './compress.ts';

/**
 * Makes what is made from other files, when it is missing or older than they are: the database client from
 * prisma/schema.prisma, and the web client. Runs before start, test and check.
 */
const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'web/dist');

type Product = { name: string; stamp: string; sources: string[]; make: () => Promise<void> };

const products: Product[] = [
  {
    name: 'the database client',
    stamp: 'api/platform/prisma/.stamp',
    sources: ['prisma/schema.prisma', 'package-lock.json'],
    // Prisma wants to see a migration engine that it does not use here; see docs/decisions.
    make: () => run('prisma', ['generate'], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }),
  },
  {
    name: 'the web client',
    stamp: 'web/dist/.stamp',
    sources: ['web', 'vite.config.ts', 'package-lock.json'],
    make: async () => {
      // Of its own: built with that of a test runner, it would be another program.
      await run('vite', ['build', '--logLevel', 'warn'], { NODE_ENV: 'production' });
      await compressFolder(dist);
    },
  },
];

const wanted = process.argv.slice(2);
const isWanted = ({ stamp }: Product) => wanted.length === 0 || wanted.some((name) => stamp.includes(name));

await Promise.all(products.filter(isWanted).map(refresh)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

async function refresh({ name, stamp, sources, make }: Product) {
  const file = join(root, stamp);
  const hash = hashOf(sources);
  if (existsSync(file) && readFileSync(file, 'utf8') === hash) return;
  const startedAt = performance.now();
  process.stdout.write(`  · building ${name}\n`);
  await make();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
  process.stdout.write(`  · built ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function hashOf(sources: string[]): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(join(root, source))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  if (path === dist) return [];
  if (!existsSync(path)) return [];
  const entries = readdirOrNull(path);
  return entries ? entries.flatMap((entry) => filesIn(join(path, entry))) : [path];
}

function readdirOrNull(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

function run(command: string, args: string[], env: Record<string, string>): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/.bin', command), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`${command} failed:\n${said}`))));
  });
}
