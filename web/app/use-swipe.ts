import { useEffect, useEffectEvent } from 'react';

const farPx = 64;
const straightPx = 48;

/** A swipe over the page with one finger, along the line of text or against it. */
export function useSwipe(onSwipe: (direction: 'forward' | 'back') => void): void {
  const swipe = useEffectEvent(onSwipe);
  useEffect(() => {
    let from: { x: number; y: number } | null = null;
    const listening = new AbortController();
    const options = { passive: true, signal: listening.signal };
    addEventListener(
      'touchstart',
      ({ touches, target }) => {
        const [touch] = touches;
        const isAlone = touches.length === 1 && !scrollsSideways(target);
        from = touch && isAlone ? { x: touch.clientX, y: touch.clientY } : null;
      },
      options,
    );
    addEventListener(
      'touchend',
      ({ changedTouches: [touch] }) => {
        if (!from || !touch || getSelection()?.isCollapsed === false) return;
        const x = touch.clientX - from.x;
        if (Math.abs(touch.clientY - from.y) > straightPx || Math.abs(x) < farPx) return;
        const isForward = document.documentElement.dir === 'rtl' ? x < 0 : x > 0;
        swipe(isForward ? 'forward' : 'back');
      },
      options,
    );
    return () => listening.abort();
  }, []);
}

/** Code and tables have a sideways scroll of their own. */
function scrollsSideways(target: EventTarget | null): boolean {
  for (let element = target instanceof Element ? target : null; element; element = element.parentElement) {
    if (element.matches('input, textarea')) return true;
    const isWider = element.scrollWidth > element.clientWidth + 1;
    if (isWider && /auto|scroll/.test(getComputedStyle(element).overflowX)) return true;
  }
  return false;
}
