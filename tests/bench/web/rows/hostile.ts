import type { Order, Shape } from '../answers.ts';
import { best, type Figure } from '../figures.ts';
import { runAnswer } from '../run-answer.ts';
import type { Stage } from '../stage.ts';

const shapes: Shape[] = ['quotes', 'lists', 'brackets', 'cells'];

/** 100 KB of nested markdown at 20 KB/s: the longest task while it streams, and when it is opened from the list. */
export async function hostile(stage: Stage, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const shape of shapes) {
    const order: Order = { shape, tokens: 200, rate: 40, characters: 512 };
    const { live, again } = await best(Math.min(rounds, 2), () => once(stage, order));
    const row = `100 KB of ${shape}: longest task`;
    figures.push(
      { row: `${row} while it streams`, speed: 1, unit: 'ms', value: live, budget: 50 },
      { row: `${row} when opened from the list`, speed: 1, unit: 'ms', value: again, budget: 50 },
    );
  }
  return figures;
}

async function once(stage: Stage, order: Order): Promise<{ live: number; again: number }> {
  const seat = await stage.open('/');
  await seat.page.getByRole('textbox', { name: 'Message' }).waitFor();
  const { longestTask } = await runAnswer(stage, seat, order);
  const path = new URL(seat.page.url()).pathname;
  await seat.close();
  const later = await stage.open('/');
  const link = later.page.locator(`a[href="${path}"]`);
  await link.waitFor();
  // The page has started and knows how to format: what follows is the answer's.
  await later.page.waitForTimeout(2_000);
  await later.page.evaluate(() => probe.reset());
  await link.click();
  await later.page.locator('article[data-role=assistant]').waitFor();
  await later.page.waitForTimeout(1_500);
  const again = await later.page.evaluate(() => Math.max(0, ...probe.longTasks));
  await later.close();
  return { live: longestTask, again };
}
