import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectOnce } from './ports.ts';
import { StartError } from './start-error.ts';

/** What the embedded database and sign-in need to keep secret; made once, readable by the owner alone. */
export type Secrets = { authSecret: string; databasePassword: string };

export type DataFolder = { path: string; secrets: Secrets; release: () => Promise<void> };

/**
 * Opens the data folder for this process alone.
 *
 * The lock is a listening socket, because the kernel drops it with its process: nothing is left behind by kill -9,
 * and a reused pid cannot look like a holder. The file `parley.pid` only names the holder for the refusal.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  try {
    mkdirSync(path, { recursive: true });
    const lock = await takeLock(realpathSync(path), join(path, 'parley.pid'));
    const release = () => new Promise<void>((done) => lock.close(() => done()));
    return { path, secrets: readOrMakeSecrets(join(path, 'secrets.json')), release };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`Cannot use the data folder ${path}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

async function takeLock(realPath: string, pidFile: string): Promise<Server> {
  const name = `parley-${createHash('sha256').update(realPath).digest('hex').slice(0, 32)}`;
  // Linux has abstract sockets, which leave no file; elsewhere a socket file may outlive its process.
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
  const server = (await listen(address)) ?? (await listenAfterStaleFile(address));
  if (!server) {
    const holder = readIfThere(pidFile)?.trim() ?? 'unknown';
    throw new StartError(
      `The data folder ${realPath} is in use by another Parley (pid ${holder}). Stop it first.`,
    );
  }
  server.unref();
  writeFileSync(pidFile, `${process.pid}\n`);
  return server;
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

async function listenAfterStaleFile(address: string): Promise<Server | null> {
  if (address.startsWith('\0') || (await connectOnce({ path: address }))) return null;
  rmSync(address, { force: true });
  return listen(address);
}

function readOrMakeSecrets(file: string): Secrets {
  const kept = readIfThere(file);
  if (kept !== null) return JSON.parse(kept) as Secrets;
  const made = {
    authSecret: randomBytes(32).toString('base64url'),
    databasePassword: randomBytes(24).toString('hex'),
  };
  // In place only when whole: half a file would refuse every later start.
  writeFileSync(`${file}.unfinished`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.unfinished`, file);
  return made;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
