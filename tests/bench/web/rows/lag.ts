import type { Order } from '../answers.ts';
import { best, type Figure } from '../figures.ts';
import { runAnswer } from '../run-answer.ts';
import type { Stage } from '../stage.ts';

/** How far the screen is behind the model: 1,600 tokens (32 kB) at 200 tokens/s, in a new chat and in one of 100 messages. */
export async function lag(stage: Stage, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const { path } = await stage.seed('To follow', 100);
  for (const held of [0, 100]) {
    for (const shape of ['paragraph', 'blocks'] as const) {
      const order: Order = { shape, tokens: 1_600, rate: 200, characters: 20 };
      const plain = await follow(stage, `/?held=${held}`, { order, rounds: 1, isPlain: true });
      const ours = await follow(stage, held === 0 ? '/' : path, { order, rounds });
      const row = `screen behind upstream, ${shape}, ${held} held`;
      figures.push(
        { row: `${row}: worst`, speed: 1, unit: 'ms', value: ours.lagMax, budget: 150, plain: plain.lagMax },
        { row: `${row}: of it until the socket brought it`, speed: 1, unit: 'ms', value: ours.arrivalMax },
        { row: `${row}: median`, speed: 1, unit: 'ms', value: ours.lagP50, plain: plain.lagP50 },
        { row: `${row}: main thread busy`, speed: 1, unit: '%', value: ours.busy, plain: plain.busy },
        { row: `${row}: frame p95`, speed: 1, unit: 'ms', value: ours.frameP95, plain: plain.frameP95 },
      );
    }
  }
  return figures;
}

type Following = { order: Order; rounds: number; isPlain?: boolean };

async function follow(stage: Stage, path: string, { order, rounds, isPlain = false }: Following) {
  const seat = await stage.open(path, { isPlain });
  await seat.page.getByRole('textbox', { name: 'Message' }).waitFor();
  const run = await best(rounds, async () => {
    if (path === '/') await seat.page.getByRole('link', { name: 'New chat' }).first().click();
    return runAnswer(stage, seat, order);
  });
  await seat.close();
  return run;
}
