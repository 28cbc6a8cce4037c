import { create } from 'zustand';

/** One that stays goes only when it is chosen or dismissed. */
export type ToastAction = { label: string; onChoose: () => void; stays?: boolean };
export type Toast = { id: number; text: string; action?: ToastAction };

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

const showMs = 6_000;
/** An undo needs time to be seen, reached and chosen. */
const showActionMs = 10_000;
const most = { news: 2, action: 3, stays: 1 };

const kindOf = ({ action }: Toast) => (action?.stays ? 'stays' : action ? 'action' : 'news');

type Clock = { leftMs: number; since: number; timer: ReturnType<typeof setTimeout> | undefined };
const clocks = new Map<number, Clock>();
let lastId = 0;
let isHeld = false;

export function showToast(text: string, action?: ToastAction): void {
  lastId += 1;
  const toast = { id: lastId, text, action };
  useToasts.setState(({ toasts }) => ({ toasts: [...roomFor(toast, toasts), toast] }));
  if (action?.stays) return;
  const clock = { leftMs: action ? showActionMs : showMs, since: 0, timer: undefined };
  clocks.set(toast.id, clock);
  if (!isHeld) run(toast.id, clock);
}

/** What only tells something takes no place from what can still be undone, and is not said twice. */
function roomFor(toast: Toast, toasts: Toast[]): Toast[] {
  const isLike = (each: Toast) => kindOf(each) === kindOf(toast);
  const alike = toasts.filter((each) => isLike(each) && (each.action || each.text !== toast.text));
  const kept = most[kindOf(toast)] > 1 ? alike.slice(1 - most[kindOf(toast)]) : [];
  return toasts.filter((each) => !isLike(each) || kept.includes(each));
}

export function dismissToast(id: number): void {
  clearTimeout(clocks.get(id)?.timer);
  clocks.delete(id);
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** While somebody reads or reaches for a toast, no time passes for any. */
export function holdToasts(isHolding: boolean): void {
  if (isHolding === isHeld) return;
  isHeld = isHolding;
  for (const [id, clock] of clocks) {
    if (!isHolding) run(id, clock);
    else {
      clearTimeout(clock.timer);
      clock.leftMs -= Date.now() - clock.since;
    }
  }
}

function run(id: number, clock: Clock): void {
  clock.since = Date.now();
  clock.timer = setTimeout(() => dismissToast(id), clock.leftMs);
}
