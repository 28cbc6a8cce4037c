import { useEffect, useRef } from 'react';

/**
 * Tabs that scroll sideways where they do not all fit: keeps the chosen one in view, and names in `data-more` the edges
 * behind which there are others (`start`, `end`), for the style to fade.
 */
export function useTabStrip(chosen: string) {
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks for what another tab has just marked.
  useEffect(() => {
    const strip = nav.current;
    if (!strip) return;
    const mark = () => {
      // From right to left it counts below zero.
      const before = Math.abs(strip.scrollLeft);
      const behind = strip.scrollWidth - strip.clientWidth - before;
      strip.dataset.more = `${before > 1 ? 'start' : ''} ${behind > 1 ? 'end' : ''}`.trim();
    };
    const settle = () => {
      strip.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
      mark();
    };
    settle();
    const resizes = new ResizeObserver(settle);
    resizes.observe(strip);
    strip.addEventListener('scroll', mark, { passive: true });
    return () => {
      resizes.disconnect();
      strip.removeEventListener('scroll', mark);
    };
  }, [chosen]);
  return nav;
}
