import type { Figure } from '../figures.ts';
import { runAnswer } from '../run-answer.ts';
import type { Stage } from '../stage.ts';

declare global {
  /** Components that rendered since the last look, by whether what they show lies inside the selector. */
  var rendered: { selector: string; inside: number; outside: number };
}

/** React tells a developer tool of each commit, in production builds too: who rendered, and where on the page. */
function countRenders() {
  type Fiber = {
    tag: number;
    flags: number;
    child: Fiber | null;
    sibling: Fiber | null;
    return: Fiber | null;
    alternate: Fiber | null;
    stateNode: unknown;
  };
  const hostTag = 5;
  const performedWork = 1;
  const componentTags = new Set([0, 1, 11, 14, 15]);
  const counts = { selector: 'form', inside: 0, outside: 0 };
  globalThis.rendered = counts;
  const hostOf = (fiber: Fiber | null): Element | null => {
    if (!fiber) return null;
    if (fiber.tag === hostTag) return fiber.stateNode as Element;
    return hostOf(fiber.child);
  };
  // What shows nothing counts where it would stand.
  const placeOf = (fiber: Fiber | null): Element | null =>
    fiber && (hostOf(fiber) ?? (fiber.tag === hostTag ? null : placeOf(fiber.return)));
  const walk = (fiber: Fiber | null) => {
    for (let one = fiber; one; one = one.sibling) {
      const before = one.alternate;
      if (componentTags.has(one.tag) && (one.flags & performedWork) !== 0 && before !== one) {
        if (placeOf(one)?.closest(counts.selector)) counts.inside += 1;
        else counts.outside += 1;
      }
      if (!before || before.child !== one.child) walk(one.child);
    }
  };
  const onCommitFiberRoot = (_id: number, root: { current: Fiber }) => walk(root.current);
  Object.assign(globalThis, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberRoot,
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot() {},
      checkDCE() {},
    },
  });
}

/** Nothing but the composer renders for a key, and nothing but the live answer for a token. */
export async function commits(stage: Stage): Promise<Figure[]> {
  const { path } = await stage.seed('To count', 100);
  const seat = await stage.open(path, { script: countRenders });
  const { page } = seat;
  const box = page.getByRole('textbox', { name: 'Message' });
  await page.locator('.markdown li').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1_000);
  const watch = (selector: string) =>
    page.evaluate((inside) => Object.assign(rendered, { selector: inside, inside: 0, outside: 0 }), selector);
  const look = () => page.evaluate(() => ({ ...rendered }));

  await box.press('a');
  await page.waitForTimeout(300);
  await watch('form');
  const keys = 20;
  for (let n = 0; n < keys; n += 1) await page.keyboard.press('e');
  const typed = await look();

  const order = { shape: 'blocks', tokens: 800, rate: 200, characters: 20 } as const;
  const running = runAnswer(stage, seat, order);
  await page.waitForFunction(() => probe.isWatching && (probe.shown.at(-1)?.[1] ?? -1) > 100);
  // What is spoken to a screen reader changes every few seconds, and with no token.
  await watch('article[aria-busy=true], [role=status]');
  const from = await page.evaluate(() => probe.shown.at(-1)![1]);
  await page.waitForFunction(() => probe.shown.at(-1)![1] > 700);
  const streamed = await look();
  const tokens = (await page.evaluate(() => probe.shown.at(-1)![1])) - from;
  await running;
  await seat.close();
  if (typed.inside === 0 || streamed.inside === 0)
    throw new Error(`React told of no render: ${JSON.stringify({ typed, streamed })}`);
  return [
    { row: 'a key: renders outside the composer', unit: '', value: typed.outside / keys, budget: 0 },
    { row: 'a key: renders inside it', unit: '', value: typed.inside / keys },
    {
      row: 'a token: renders outside the live message',
      unit: '',
      value: streamed.outside / tokens,
      budget: 0,
    },
    { row: 'a token: renders inside it', unit: '', value: streamed.inside / tokens },
  ];
}
