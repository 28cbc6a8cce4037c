import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { startEmbeddedPostgres } from '../../../api/platform/embedded-postgres.ts';
import { createLog } from '../../../api/platform/log.ts';
import { chromiumFlags } from '../../support/chromium-flags.ts';
import { findChromium } from '../../support/ensure-chromium.ts';
import { Person } from '../../support/person.ts';
import { startChild } from '../measure.ts';
import { installProbe } from './probe.ts';
import { type Seeded, seedThread } from './seed.ts';
import { openVisitor } from './visitor.ts';

/** Database, server, model and browser, each in processes of its own, on the same two cores. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** One tab, and the way to ask its engine. */
export type Seat = { page: Page; cdp: CDPSession; isPlain: boolean; close: () => Promise<void> };

export type Speed = 1 | 4;
export type SeatOptions = { speed?: Speed; isPlain?: boolean; script?: () => void };

const root = resolve(import.meta.dirname, '../../..');

export async function openStage() {
  if (availableParallelism() > 2) execFileSync('taskset', ['-apc', '0,1', String(process.pid)]);
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  chmodSync(folder, 0o755);
  const database = await startEmbeddedPostgres({
    dataFolder: folder,
    password: 'bench',
    log: createLog('error'),
    progress: () => {},
  });
  const model = await startChild(join(import.meta.dirname, 'upstream.ts'), [], {}, /^http/);
  const [upstreamUrl = '', plainUrl = ''] = model.line.split(' ');
  const env = {
    PORT: '0',
    DATABASE_URL: database.url,
    AUTH_SECRET: 'a secret of the benches that is long',
    OPENAI_BASE_URL: upstreamUrl,
    OPENAI_API_KEY: 'sk-bench',
    PARLEY_MODELS: 'gpt-4.1',
    LOG_LEVEL: 'error',
  };
  const server = await startChild(join(root, 'api/main.ts'), [], env, /ready: http/);
  const url = /http\S+/.exec(server.line)![0];
  const person = await Person.signUp(url, 'Bench');
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM "user"');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumFlags, '--enable-precise-memory-info'],
  });

  const sent: number[][] = [];
  createInterface({ input: model.process.stdout! }).on('line', (line) => {
    if (line.startsWith('sent ')) sent.push(JSON.parse(line.slice('sent '.length)));
  });

  const [name = '', value = ''] = person.cookie!.split(/=(.*)/);
  const cookie = { name, value, url };

  async function open(path: string, options: SeatOptions = {}): Promise<Seat> {
    const { speed = 1, isPlain = false, script } = options;
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(60_000);
    await context.addCookies([cookie]);
    const page = await context.newPage();
    await installProbe(page);
    if (script) await page.addInitScript(script);
    const cdp = await context.newCDPSession(page);
    // CPU time of the main thread: what other work on the machine takes from it is not its own.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: speed });
    await page.goto((isPlain ? plainUrl : url) + path);
    return { page, cdp, isPlain, close: () => context.close() };
  }

  return {
    open,
    openVisitor: () => openVisitor(cookie),
    addressOf: (path: string, isPlain: boolean): string => (isPlain ? plainUrl : url) + path,
    /** When the model sent each piece of its latest answer. */
    sentTimes: (): number[] => sent.at(-1) ?? [],
    seed: (title: string, length: number): Promise<Seeded> => seedThread(sql, rows[0]!.id, title, length),
    async close() {
      await browser.close();
      await sql.end();
      await server.end();
      await model.end();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A counter of the engine's: TaskDuration in seconds, JSHeapUsedSize in bytes, … */
export async function metric({ cdp }: Seat, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

export async function heapMiB(seat: Seat): Promise<number> {
  for (let n = 0; n < 3; n += 1) await seat.cdp.send('HeapProfiler.collectGarbage');
  return (await metric(seat, 'JSHeapUsedSize')) / 2 ** 20;
}
