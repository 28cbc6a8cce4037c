import { type RefObject, useLayoutEffect } from 'react';

const growsByItself = CSS.supports('field-sizing', 'content');

/** Grows a textarea with its text where CSS cannot do it yet. */
export function useAutosize(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height.
  useLayoutEffect(() => {
    if (growsByItself || !box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [box, text]);
}
