import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the benches share: child processes, their CPU and memory from /proc, quantiles and tables. */
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time of a process in microseconds; 0 for one that has just gone. */
export function cpuMicros(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
}

export function rssKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

export function childrenOf(pid: number): number[] {
  const direct = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return direct.flatMap((child) => [child, ...childrenOf(child)]);
}

export type Child = { process: ChildProcess; pid: number; line: string; end: () => Promise<void> };

/** Starts a program of this repository and waits for the first line that matches. */
export async function startChild(
  file: string,
  args: string[],
  env: Record<string, string>,
  until: RegExp,
): Promise<Child> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  // A bench that throws must not leave its children behind.
  process.once('exit', () => child.kill('SIGTERM'));
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!until.test(line)) continue;
    child.stdout!.resume();
    const end = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    return { process: child, pid: child.pid!, line, end };
  }
  throw new Error(`${file} ended before it was ready`);
}

export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function printTable(title: string, rows: Record<string, string | number>[]) {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
  const line = (cells: (string | number)[]) =>
    cells.map((cell, i) => String(cell).padEnd(widths[i]!)).join('  ');
  console.log(`\n${title}\n${line(columns)}`);
  for (const row of rows) console.log(line(columns.map((name) => row[name] ?? '')));
}

/** Ends a bench that hangs: its children die with their pipes. */
export function guard(seconds: number) {
  const timer = setTimeout(() => {
    console.log(`gave up after ${seconds} s`);
    process.exit(1);
  }, seconds * 1_000);
  timer.unref();
}
