import { quantile } from '../measure.ts';
import { type Order, orderText } from './answers.ts';
import { metric, type Seat, type Stage } from './stage.ts';

export type Run = {
  frameP95: number;
  frameP99: number;
  longTasks: number;
  longestTask: number;
  eventP75: number;
  eventMax: number;
  busy: number;
  firstToken: number;
  lagP50: number;
  lagMax: number;
  arrivalMax: number;
};

/** An event that was too quick to be reported: the reports begin at 16 ms. */
const unreportedMs = 16;

/** Orders an answer, optionally types beside it, and tells how the page fared from its first token to its end. */
export async function runAnswer(
  stage: Stage,
  seat: Seat,
  order: Order,
  { isTyping = false } = {},
): Promise<Run> {
  const { page } = seat;
  const box = page.getByRole('textbox', { name: 'Message' });
  if (seat.isPlain) {
    await page.evaluate((json) => {
      probe.watch();
      probe.enterAt = Date.now();
      void (globalThis as unknown as { ask: (order: string) => Promise<void> }).ask(json);
    }, JSON.stringify(order));
  } else {
    await box.fill(orderText(order));
    await page.locator('button[type=submit]:enabled').waitFor();
    await page.evaluate(() => probe.watch());
    await box.press('Enter');
  }
  // Before it is measured: to find the box by its name is work for the page.
  if (isTyping) await box.focus();
  await page.waitForFunction(() => probe.shown.length > 0);
  await page.evaluate(() => probe.reset());
  const startedAt = performance.now();
  const taskBefore = await metric(seat, 'TaskDuration');
  const ended = page.waitForFunction(() => probe.hasEnded, null, { polling: 100 });
  const keys = isTyping ? await typeUntil(ended, () => page.keyboard.press('x')) : 0;
  await ended;
  const taskMs = ((await metric(seat, 'TaskDuration')) - taskBefore) * 1_000;
  const wallMs = performance.now() - startedAt;
  const seen = await page.evaluate(() => ({ ...probe, events: [...probe.events.values()] }));
  if (isTyping) await box.fill('');

  const events = [...seen.events, ...Array(Math.max(0, keys - seen.events.length)).fill(unreportedMs)];
  const lags = lagsOf(stage.sentTimes(), seen.shown);
  return {
    frameP95: quantile(seen.frames, 0.95),
    frameP99: quantile(seen.frames, 0.99),
    longTasks: seen.longTasks.length,
    longestTask: Math.max(0, ...seen.longTasks),
    eventP75: quantile(events, 0.75),
    eventMax: Math.max(0, ...events),
    busy: (taskMs / wallMs) * 100,
    firstToken: seen.shown[0]![0] - seen.enterAt,
    lagP50: quantile(lags, 0.5),
    lagMax: Math.max(...lags),
    arrivalMax: Math.max(...lagsOf(stage.sentTimes().slice(0, seen.arrived.at(-1)?.[1] ?? 0), seen.arrived)),
  };
}

async function typeUntil(ended: Promise<unknown>, press: () => Promise<void>): Promise<number> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  let keys = 0;
  for (; !hasEnded; keys += 1) {
    await press();
    await new Promise((next) => setTimeout(next, 200));
  }
  return keys;
}

/** For each piece: from when the model had sent it until a frame showed it, or more. */
function lagsOf(sent: number[], shown: [at: number, index: number][]): number[] {
  let sample = 0;
  return sent.map((at, index) => {
    while (sample < shown.length && shown[sample]![1] < index) sample += 1;
    return (shown[sample]?.[0] ?? Number.POSITIVE_INFINITY) - at;
  });
}
