import type { Order } from '../answers.ts';
import { best, type Figure } from '../figures.ts';
import { type Run, runAnswer } from '../run-answer.ts';
import { heapMiB, metric, type Seat, type Speed, type Stage } from '../stage.ts';

/** Eight seconds of an ordinary answer at 200 tokens/s. */
const ordinary: Order = { shape: 'blocks', tokens: 1_600, rate: 200, characters: 20 };
/** One list that grows to 20,000 characters. */
const oneList: Order = { shape: 'list', tokens: 1_000, rate: 200, characters: 20 };
/** 160,000 characters in 2,000 pieces. */
const veryLong: Order = { shape: 'blocks', tokens: 2_000, rate: 200, characters: 80 };

type Limits = Partial<Record<keyof Run, number>>;

const names: Partial<Record<keyof Run, [string, string]>> = {
  frameP95: ['frame p95', 'ms'],
  frameP99: ['frame p99', 'ms'],
  longTasks: ['long tasks', ''],
  eventP75: ['event p75', 'ms'],
  eventMax: ['event max', 'ms'],
  busy: ['main thread busy', '%'],
  firstToken: ['Enter → first token', 'ms'],
};

const limits: Record<Speed, Limits> = {
  1: { frameP95: 17, frameP99: 34, longTasks: 0, eventP75: 56, eventMax: 120, busy: 45 },
  4: { frameP95: 50, frameP99: 100, longTasks: 15, eventP75: 150, eventMax: 300 },
};

type Compared = { row: string; speed: Speed; keys: (keyof Run)[]; limits: Limits; plain?: Run };

const toFigures = (run: Run, { row, speed, keys, limits, plain }: Compared): Figure[] =>
  keys.map((key) => {
    const [name, unit] = names[key] ?? [key, ''];
    const budget = limits[key];
    return {
      row: `${row}: ${name}`,
      speed,
      unit,
      value: run[key],
      ...(budget === undefined ? {} : { budget }),
      ...(plain ? { plain: plain[key] } : {}),
    };
  });

/** A thread of 500 messages, paged as it opens, with somebody who types beside the answer. */
export async function stream(stage: Stage, rounds: number): Promise<Figure[]> {
  const { path } = await stage.seed('To stream', 500);
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const keys = Object.keys(names) as (keyof Run)[];
    const plain = await measure(stage, '/?held=500', { order: ordinary, rounds, speed, isPlain: true });
    const ours = await measure(stage, path, { order: ordinary, rounds, speed });
    const compared = { row: 'stream, 500 messages', speed, keys, limits: limits[speed], plain };
    figures.push(...toFigures(ours, compared));
  }
  return figures;
}

/** The same with all 500 on screen, after somebody has scrolled to the first one; and what they hold in memory. */
export async function mounted(stage: Stage, rounds: number): Promise<Figure[]> {
  const { path } = await stage.seed('To mount', 500);
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const ours = await measure(stage, path, { order: ordinary, rounds, speed, prepare: mountAll });
    const compared = {
      row: 'stream, all 500 mounted',
      speed,
      keys: ['frameP95' as const],
      limits: speed === 1 ? { frameP95: 34 } : {},
    };
    figures.push(...toFigures(ours, compared));
  }
  const seat = await stage.open(path);
  await mountAll(seat);
  figures.push({ row: 'heap, all 500 mounted', unit: 'MiB', value: await heapMiB(seat) });
  await seat.close();
  return figures;
}

async function mountAll({ page }: Seat): Promise<void> {
  await page.getByRole('log').hover();
  const count = page.locator('article[data-message]');
  for (let n = 0; n < 400 && (await count.count()) < 500; n += 1) {
    await page.mouse.wheel(0, -20_000);
    await page.waitForTimeout(50);
  }
  if ((await count.count()) < 500) throw new Error(`only ${await count.count()} of 500 messages came`);
}

export async function list(stage: Stage, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const plain = await measure(stage, '/?held=0', { order: oneList, rounds, speed, isPlain: true });
    const ours = await measure(stage, '/', { order: oneList, rounds, speed });
    const keys = ['frameP95', 'busy'] as (keyof Run)[];
    const budget: Limits = speed === 1 ? { frameP95: 34 } : {};
    figures.push(...toFigures(ours, { row: 'one list of 20,000', speed, keys, limits: budget, plain }));
  }
  return figures;
}

type Measuring = {
  order: Order;
  rounds: number;
  speed: Speed;
  isPlain?: boolean;
  prepare?: (seat: Seat) => Promise<void>;
};

async function measure(stage: Stage, path: string, how: Measuring): Promise<Run> {
  const { order, rounds, speed, isPlain = false, prepare } = how;
  const seat = await stage.open(path, { speed, isPlain });
  await seat.page.getByRole('textbox', { name: 'Message' }).waitFor();
  // Opening a thread is measured by itself.
  if (path.startsWith('/c/')) await seat.page.locator('[role=log][data-opening=false]').waitFor();
  await prepare?.(seat);
  const run = await best(rounds, async () => {
    if (path === '/') await seat.page.getByRole('link', { name: 'New chat' }).first().click();
    return runAnswer(stage, seat, order, { isTyping: true });
  });
  await seat.close();
  return run;
}

/** What a commit costs at the end of a very long answer, against its beginning. */
export async function flat(stage: Stage, rounds: number): Promise<Figure[]> {
  const seat = await stage.open('/');
  const ratios: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    await seat.page.getByRole('link', { name: 'New chat' }).first().click();
    const costs: { index: number; taskMs: number; commits: number }[] = [];
    const looking = setInterval(async () => {
      const [taskMs, index, commits] = await Promise.all([
        metric(seat, 'TaskDuration').then((seconds) => seconds * 1_000),
        seat.page.evaluate(() => probe.shown.at(-1)?.[1] ?? -1),
        seat.page.evaluate(() => probe.shown.length),
      ]).catch(() => [0, -1, 0] as const);
      costs.push({ index, taskMs, commits });
    }, 250);
    await runAnswer(stage, seat, veryLong);
    clearInterval(looking);
    const costBetween = (from: number, to: number) => {
      const first = costs.find(({ index }) => index >= from)!;
      const last = costs.findLast(({ index }) => index >= 0 && index <= to)!;
      return (last.taskMs - first.taskMs) / (last.commits - first.commits);
    };
    const { tokens } = veryLong;
    ratios.push(costBetween(tokens * 0.9, tokens) / costBetween(tokens * 0.02, tokens * 0.12));
  }
  await seat.close();
  return [
    {
      row: '160,000 characters: cost of a commit, last tenth ÷ first',
      unit: '×',
      value: Math.min(...ratios),
      budget: 1.5,
    },
  ];
}
