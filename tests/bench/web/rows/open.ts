import { best, type Figure } from '../figures.ts';
import type { Seeded } from '../seed.ts';
import { heapMiB, metric, type Seat, type Stage } from '../stage.ts';

/** From a click in the sidebar to the frame in which the last twelve messages stand formatted at the thread's end. */
async function openByClick({ page }: Seat, { path, leaf }: Seeded): Promise<number> {
  await page.locator(`a[href="${path}"]`).first().waitFor();
  return page.evaluate(
    ({ path, leaf }) =>
      new Promise<number>((painted) => {
        const startedAt = performance.now();
        document.querySelector<HTMLElement>(`a[href="${path}"]`)?.click();
        const isThere = () => {
          const last = [...document.querySelectorAll<HTMLElement>('article[data-message]')].slice(-12);
          const log = document.querySelector('[role=log]');
          return (
            last.length === 12 &&
            last[11]?.dataset.message === leaf &&
            last.filter((one) => one.querySelector('.markdown h3')).length === 6 &&
            log !== null &&
            log.scrollHeight - log.clientHeight - log.scrollTop < 4
          );
        };
        const afterPaint = new MessageChannel();
        afterPaint.port1.onmessage = () => painted(performance.now() - startedAt);
        const look = () => {
          if (isThere()) afterPaint.port2.postMessage(0);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    { path, leaf },
  );
}

async function goAway({ page }: Seat): Promise<void> {
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await page.getByRole('log').waitFor({ state: 'detached' });
}

/** A thread that is in the cache already, its code warm. */
export async function open(stage: Stage, rounds: number): Promise<Figure[]> {
  const threads = [await stage.seed('To open', 500), await stage.seed('To open too', 500)];
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const seat = await stage.open('/', { speed });
    const openAll = async () => {
      const times: number[] = [];
      for (const one of threads) times.push(await openByClick(seat, one));
      return { ms: Math.min(...times) };
    };
    for (let n = 0; n < 3; n += 1) await openAll();
    const { ms } = await best(rounds, openAll);
    figures.push({
      row: 'open a cached thread to its last 12',
      speed,
      unit: 'ms',
      value: ms,
      budget: speed === 1 ? 250 : 800,
    });
    await seat.close();
  }
  return figures;
}

/** A thread of 10,000 messages that this page has never seen: opened, and typed in. */
export async function long(stage: Stage, rounds: number): Promise<Figure[]> {
  const short = await stage.seed('A shorter one', 100);
  const threads: Seeded[] = [];
  for (let n = 0; n < rounds; n += 1) threads.push(await stage.seed(`Ten thousand ${n}`, 10_000));
  const figures: Figure[] = [];
  for (const speed of [1, 4] as const) {
    const seat = await stage.open('/', { speed });
    await openByClick(seat, short);
    const times: number[] = [];
    for (const one of threads) times.push(await openByClick(seat, one));
    figures.push({
      row: '10,000 messages: open to its end, uncached',
      speed,
      unit: 'ms',
      value: Math.min(...times),
      ...(speed === 1 ? { budget: 300 } : {}),
    });
    const { key } = await best(rounds, () => typingCost(seat));
    figures.push({
      row: '10,000 messages: typing, main thread a key',
      speed,
      unit: 'ms',
      value: key,
      ...(speed === 1 ? { budget: 16 } : {}),
    });
    await seat.close();
  }
  return figures;
}

async function typingCost(seat: Seat): Promise<{ key: number }> {
  const keys = 40;
  const box = seat.page.getByRole('textbox', { name: 'Message' });
  await box.fill('');
  await box.press('a');
  const before = await metric(seat, 'TaskDuration');
  for (let n = 0; n < keys; n += 1) await seat.page.keyboard.press('e');
  return { key: (((await metric(seat, 'TaskDuration')) - before) * 1_000) / keys };
}

/** What a thread holds, and what is left of twenty visits. */
export async function heap(stage: Stage): Promise<Figure[]> {
  const thread = await stage.seed('To keep', 500);
  const seat = await stage.open('/');
  const visit = async () => {
    await openByClick(seat, thread);
    await goAway(seat);
  };
  for (let n = 0; n < 3; n += 1) await visit();
  await openByClick(seat, thread);
  const held = await heapMiB(seat);
  await goAway(seat);
  const before = await heapMiB(seat);
  for (let n = 0; n < 20; n += 1) await visit();
  const grown = (await heapMiB(seat)) - before;
  await seat.close();
  return [
    { row: 'JS heap with a thread of 500 open', unit: 'MiB', value: held, budget: 25 },
    { row: 'JS heap: growth over 20 visits', unit: 'MiB', value: grown, budget: 5 },
  ];
}
