/**
 * The web client as its reader feels it: Parley's server and production build, a real PostgreSQL, a scripted model and
 * Debian's Chromium, all on the same two cores. Best of three; ratios are to a page that appends the same tokens to a
 * text node, measured in the same run.
 * Usage: npm run bench -- web [size load stream mounted list flat open long heap commits hostile lag] [--rounds=3]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { guard, printTable } from './measure.ts';
import { type Figure, toRow } from './web/figures.ts';
import { commits } from './web/rows/commits.ts';
import { hostile } from './web/rows/hostile.ts';
import { lag } from './web/rows/lag.ts';
import { load } from './web/rows/load.ts';
import { heap, long, open } from './web/rows/open.ts';
import { size } from './web/rows/size.ts';
import { flat, list, mounted, stream } from './web/rows/stream.ts';
import { openStage, type Stage } from './web/stage.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
const rows: Record<string, (stage: Stage, rounds: number) => Promise<Figure[]>> = {
  size,
  load,
  open,
  long,
  heap,
  commits,
  lag,
  stream,
  mounted,
  list,
  flat,
  hostile,
};
const names = positionals.length > 0 ? positionals : Object.keys(rows);
const unknown = names.filter((name) => !(name in rows));
if (unknown.length > 0)
  throw new Error(`no such row: ${unknown.join(', ')}; rows: ${Object.keys(rows).join(' ')}`);
guard(1_200);

const stage = await openStage();
try {
  for (const name of names) {
    const startedAt = performance.now();
    const figures = await rows[name]!(stage, rounds);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    printTable(`${name} (${seconds} s; load ${loadavg()[0]!.toFixed(1)})`, figures.map(toRow));
  }
} finally {
  await stage.close();
}
