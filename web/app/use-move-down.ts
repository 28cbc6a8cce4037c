import { useLayoutEffect, useRef } from 'react';

const composerArea = () => document.querySelector('.composer-area');

/** From the middle of an empty page the composer moves to its place below the thread. Call before what is sent shows. */
export function useMoveDown(isEmpty: boolean): () => void {
  const fromTop = useRef<number | null>(null);
  useLayoutEffect(() => {
    const top = fromTop.current;
    fromTop.current = null;
    const area = composerArea();
    if (isEmpty || top === null || !area || matchMedia('(prefers-reduced-motion)').matches) return;
    const by = top - area.getBoundingClientRect().top;
    area.animate(
      { translate: [`0 ${by}px`, '0 0'] },
      { duration: 240, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
    );
  }, [isEmpty]);
  return () => {
    if (isEmpty) fromTop.current = composerArea()?.getBoundingClientRect().top ?? null;
  };
}
