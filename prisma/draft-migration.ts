/**
 * Prints the SQL from the committed prisma/schema.prisma to the one in the working tree: a draft to read, to complete
 * with what Prisma cannot express, and to save as prisma/migrations/<timestamp>_<name>/migration.sql.
 * Usage: npm run migration > prisma/migrations/20270101000000_name/migration.sql
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../api/platform/embedded-postgres.ts';
import { createLog } from '../api/platform/log.ts';
import { draftMigration } from '../api/platform/migrate.ts';

const empty = 'datasource db {\n  provider = "postgresql"\n}\n';
const file = join(import.meta.dirname, 'schema.prisma');
const folder = mkdtempSync(join(tmpdir(), 'parley-draft-'));
// As root the server runs as another user, who must be able to reach it.
chmodSync(folder, 0o755);
const log = createLog('error');
const server = await startEmbeddedPostgres({
  dataFolder: folder,
  password: 'draft',
  log,
  progress: () => {},
});
try {
  process.stdout.write(await draftMigration(server.url, committed(), readFileSync(file, 'utf8')));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function committed(): string {
  try {
    return execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return empty;
  }
}
