import { best, type Figure } from '../figures.ts';
import type { Speed, Stage } from '../stage.ts';
import type { VisitOptions, Visitor } from '../visitor.ts';

type Load = { paint: number; blocked: number; shift: number; usable: number; scripts: number };

const budgets = {
  1: { landing: 0.8, thread: 1.2, blocked: 150, shift: 0.02 },
  4: { landing: 2.3, thread: 3, blocked: 600, shift: 0.05 },
};

/** The first visit, nothing cached: the landing page and a thread; at 4× also over a slow 4G line. */
export async function load(stage: Stage, rounds: number): Promise<Figure[]> {
  const { path } = await stage.seed('To load', 500);
  const visitor = await stage.openVisitor();
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const options = { speed, isSlowNetwork: speed === 4 };
    const budget = budgets[speed];
    const where = speed === 4 ? ', slow 4G' : '';
    for (const [name, at, held] of [
      ['landing', '/', 0],
      ['thread', path, 40],
    ] as const) {
      const shown = name === 'thread' ? '.markdown li' : 'textarea';
      const ours = await best(rounds, () => measure(visitor, stage.addressOf(at, false), shown, options));
      const plain = await best(rounds, () =>
        measure(visitor, stage.addressOf(`/?held=${held}`, true), 'textarea', options),
      );
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
  await visitor.close();
  return figures;
}

/** Until the page has shown what was asked for, and asked for nothing more during a second. */
const isAtRest = (shown: string) => `
  document.querySelector('${shown}') !== null &&
  performance.now() - Math.max(probe.largestPaint, ...performance.getEntriesByType('resource').map((one) => one.responseEnd)) > 1000`;

const figuresOfPage = `({
  paint: probe.largestPaint / 1000,
  blocked: probe.blocked,
  shift: probe.shift,
  usable: probe.usableAt / 1000,
  scripts: performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024,
})`;

async function measure(visitor: Visitor, url: string, shown: string, options: VisitOptions): Promise<Load> {
  await visitor.visit(url, options);
  do await new Promise((next) => setTimeout(next, 500));
  while (!(await visitor.evaluate<boolean>(isAtRest(shown))));
  return visitor.evaluate<Load>(figuresOfPage);
}
