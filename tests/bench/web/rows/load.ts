import { best, type Figure } from '../figures.ts';
import type { SeatOptions, Speed, Stage } from '../stage.ts';

type Load = { paint: number; blocked: number; shift: number; usable: number; scripts: number };

const budgets = {
  1: { landing: 0.8, thread: 1.2, blocked: 150, shift: 0.02 },
  4: { landing: 2.3, thread: 3, blocked: 600, shift: 0.05 },
};

/** The first visit, nothing cached: the landing page and a thread; at 4× also over a slow 4G line. */
export async function load(stage: Stage, rounds: number): Promise<Figure[]> {
  const { path } = await stage.seed('To load', 500);
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const options = { speed, isSlowNetwork: speed === 4 };
    const budget = budgets[speed];
    const where = speed === 4 ? ', slow 4G' : '';
    for (const [name, at, held] of [
      ['landing', '/', 0],
      ['thread', path, 40],
    ] as const) {
      const ours = await best(rounds, () => visit(stage, at, options));
      const plain = await best(rounds, () => visit(stage, `/?held=${held}`, { ...options, isPlain: true }));
      const figure = (row: string, unit: string, key: keyof Load, limit?: number) =>
        figures.push({
          row: `${row} ${name}${where}`,
          speed: speed as Speed,
          unit,
          value: ours[key],
          ...(limit === undefined ? {} : { budget: limit }),
          plain: plain[key],
        });
      figure('LCP', 's', 'paint', budget[name]);
      figure('TBT', 'ms', 'blocked', budget.blocked);
      figure('CLS', '', 'shift', budget.shift);
      figure('input usable', 's', 'usable');
      if (speed === 1) figure('JS moved', 'KiB', 'scripts');
    }
  }
  return figures;
}

async function visit(stage: Stage, path: string, options: SeatOptions): Promise<Load> {
  const seat = await stage.open(path, options);
  const { page } = seat;
  // Asked seldom, and by nothing dear: a locator is looked for with each frame, and a role is computed for each element.
  const isThere = (selector: string) => document.querySelector(selector) !== null;
  await page.waitForFunction(isThere, path.startsWith('/c/') ? '.markdown li' : 'textarea', { polling: 250 });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1_000);
  const seen = await page.evaluate(() => ({
    paint: probe.largestPaint / 1_000,
    blocked: probe.blocked,
    shift: probe.shift,
    usable: probe.usableAt / 1_000,
    scripts:
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0) / 1_024,
  }));
  await seat.close();
  return seen;
}
