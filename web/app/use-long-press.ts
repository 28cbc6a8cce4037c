import { useEffect } from 'react';
import { openAsSheet } from '../ui/menu.tsx';

const holdMs = 500;
const stillPx = 10;

const items = '.row, article[data-message]';
/** What a finger that rests means something to already: links in an answer, boxes, other controls. */
const others = 'a:not(.row-link), button, input, textarea, select, label';

/** A finger that rests on a message or on a chat's row opens the menu that stands there, as a sheet. */
export function useLongPress(): void {
  useEffect(() => {
    let held: { menu: HTMLElement; x: number; y: number } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listening = new AbortController();
    const options = { passive: true, capture: true, signal: listening.signal };
    const release = () => {
      clearTimeout(timer);
      held = null;
    };
    const open = () => {
      if (held) openAsSheet(held.menu);
      release();
      // The finger that leaves now must not also press what it was on.
      addEventListener('touchend', (event) => event.preventDefault(), { once: true, passive: false });
    };
    const touch = ({ touches, target }: TouchEvent) => {
      release();
      const [finger] = touches;
      const menu = touches.length === 1 ? menuAround(target as Element) : null;
      if (!finger || !menu) return;
      held = { menu, x: finger.clientX, y: finger.clientY };
      timer = setTimeout(open, holdMs);
    };
    const move = ({ touches: [finger] }: TouchEvent) => {
      if (held && finger && Math.hypot(finger.clientX - held.x, finger.clientY - held.y) > stillPx) release();
    };
    addEventListener('touchstart', touch, options);
    addEventListener('touchmove', move, options);
    for (const end of ['touchend', 'touchcancel', 'scroll']) addEventListener(end, release, options);
    // Android's own long press may come first, and would take the touch away.
    addEventListener('contextmenu', (event) => held && event.preventDefault(), { signal: listening.signal });
    return () => {
      release();
      listening.abort();
    };
  }, []);
}

function menuAround(target: Element): HTMLElement | null {
  if (!matchMedia('(pointer: coarse)').matches || target.closest(others)) return null;
  return target.closest(items)?.querySelector<HTMLElement>('[aria-haspopup=menu]') ?? null;
}
