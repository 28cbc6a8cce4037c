import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/**
 * The program as an operator runs it: a process of its own, with an environment of its own, whose end may be violent.
 * The database client must have been generated (`node api/prepare.ts`).
 */
export type Program = {
  pid: number;
  /** Its address, once it says that it is ready. Rejects with what it said if it ends before. */
  ready: Promise<string>;
  /** How it ended. */
  exited: Promise<Exit>;
  stdout: () => string;
  stderr: () => string;
  /** Resolves once it has written this, on either stream. */
  says: (text: string) => Promise<void>;
  kill: (signal: NodeJS.Signals) => void;
  /** Kills it as the kernel would and waits until it is gone. */
  dies: () => Promise<void>;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

const main = resolve(import.meta.dirname, '../../api/main.ts');
const guardMs = 60_000;

/** Starts Parley on a free port; it ends with the test. */
export function startProgram(env: Record<string, string>): Program {
  const child = spawn(process.execPath, [main], {
    env: { PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const ready = Promise.withResolvers<string>();
  const watchers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
      const [, url] = said.stdout.match(/^Parley is ready: (\S+)$/m) ?? [];
      if (url) ready.resolve(url);
      for (const look of watchers) look();
    });
  }
  // `close` comes after `exit`, when everything it wrote has arrived.
  const exited = new Promise<Exit>((done) => child.once('close', (code, signal) => done({ code, signal })));
  void exited.then((exit) => ready.reject(new Error(`not ready: ${JSON.stringify({ ...exit, ...said })}`)));
  ready.promise.catch(() => {});

  const program: Program = {
    pid: child.pid ?? 0,
    ready: ready.promise,
    exited,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async says(text) {
      const heard = Promise.withResolvers<void>();
      const look = () => (said.stdout + said.stderr).includes(text) && heard.resolve();
      const fail = (why: string) => heard.reject(new Error(`“${text}” was ${why}: ${JSON.stringify(said)}`));
      const guard = setTimeout(fail, guardMs, 'waited for in vain');
      void exited.then(() => fail('never said'));
      watchers.add(look);
      look();
      await heard.promise.finally(() => {
        clearTimeout(guard);
        watchers.delete(look);
      });
    },
    kill: (signal) => void child.kill(signal),
    async dies() {
      child.kill('SIGKILL');
      await exited;
    },
  };
  onTestFinished(program.dies);
  return program;
}

/** Runs to the end: for starts that must be refused. */
export async function runProgram(env: Record<string, string>) {
  const startedAt = performance.now();
  const program = startProgram(env);
  const exit = await program.exited;
  const ms = performance.now() - startedAt;
  return { ...exit, ms, stdout: program.stdout(), stderr: program.stderr() };
}

/** An empty data folder that PostgreSQL's account can reach; removed after the test, once nobody uses it. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-data-'));
  // Through a shell, because the mode of a new folder is subject to the umask.
  execFileSync('chmod', ['755', folder]);
  onTestFinished(() => removeWhenLeft(folder));
  return folder;
}

/** A copy of a data folder with its owners and modes: a database that is made already. */
export function copyOf(folder: string): string {
  const copy = dataFolder();
  execFileSync('cp', ['-a', `${folder}/.`, copy]);
  return copy;
}

/** Waits until the PostgreSQL of a data folder has gone, and removes the folder. */
export async function removeWhenLeft(folder: string): Promise<void> {
  await untilGone(postgresPid(folder));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** The process id of the data folder's PostgreSQL; null when none has announced itself. */
export function postgresPid(folder: string): number | null {
  const file = join(folder, 'postgres/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves when there is no such process; rejects after `withinMs`. */
export async function untilGone(pid: number | null, withinMs = 20_000): Promise<void> {
  for (const until = performance.now() + withinMs; pid !== null && isAlive(pid); await delay(10)) {
    if (performance.now() > until) throw new Error(`process ${pid} is still there after ${withinMs} ms`);
  }
}
