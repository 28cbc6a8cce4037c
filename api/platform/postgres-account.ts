import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * PostgreSQL refuses to run as root. Started as root (a container, a small server), Parley runs it as an
 * unprivileged account, and puts whatever that account could not reach (a clone below root's 0700 home) where it can.
 */
export type Account = { uid: number; gid: number };

const home = '/var/lib/parley';

/** The account to run PostgreSQL as; undefined when this process is not root and can run it itself. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = findAccount('postgres') ?? findAccount('parley');
  if (known) return known;
  try {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'parley',
    ]);
  } catch (error) {
    throw new StartError(
      'PostgreSQL cannot run as root and no other account could be made: start Parley as a normal user, or set DATABASE_URL.',
      { cause: error },
    );
  }
  return findAccount('parley');
}

/** Where the database's files go: inside the data folder if the account can reach it, else below /var/lib/parley. */
export function clusterFolder(dataFolder: string, account: Account | undefined): string {
  if (!account || canReach(dataFolder, account)) return join(dataFolder, 'postgres');
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  mkdirSync(join(home, name), { recursive: true, mode: 0o755 });
  return join(home, name, 'postgres');
}

/** The binaries' folder as the account can reach it; copied once per version when it cannot. */
export function reachableBinaries(native: string, version: string, account: Account | undefined): string {
  if (!account || canReach(native, account)) return native;
  const copy = join(home, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return copy;
}

function findAccount(name: string): Account | undefined {
  const row = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = row?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function canReach(folder: string, account: Account): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
