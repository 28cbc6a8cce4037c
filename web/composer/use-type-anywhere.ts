import { type RefObject, useEffect } from 'react';

/** A letter typed while nothing has the focus goes into the box. */
export function useTypeAnywhere(box: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.length !== 1 ||
        event.key === ' ' ||
        event.key === '?' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      )
        return;
      const focused = document.activeElement;
      const isIdle = !focused || focused === document.body || focused.getAttribute('role') === 'log';
      if (isIdle && !document.querySelector('dialog[open]')) box.current?.focus({ preventScroll: true });
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [box]);
}
