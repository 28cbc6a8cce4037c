import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { Dialog } from './dialog.tsx';
import { moveFocus } from './menu-keys.ts';

type Props = { label: string; children: ReactNode; onClose: () => void };

const farPx = 72;

/**
 * The items of a menu at the bottom of a phone, where the thumb is. Esc, back, a tap beside it and a swipe down close
 * it. The default export, because the menu loads it when it is asked for.
 */
export default function ActionSheet({ label, children, onClose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.focus(), []);
  useSwipeDown(list, onClose);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // The arrows move; there is nothing else to go to.
    if (event.key === 'Tab') event.preventDefault();
    else moveFocus(event);
  };
  return (
    <Dialog isSheet title={label} onClose={onClose}>
      <div
        ref={list}
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="sheet-list"
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </Dialog>
  );
}

/** The sheet follows a finger that pulls it down, unless that scrolls the list back to its beginning. */
function useSwipeDown(list: RefObject<HTMLElement | null>, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const sheet = list.current?.closest('dialog');
    if (!sheet) return;
    let fromY: number | null = null;
    let pulledPx = 0;
    const listening = new AbortController();
    const on = (
      type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel',
      take: (event: TouchEvent) => void,
    ) => sheet.addEventListener(type, take, { passive: false, signal: listening.signal });
    const follow = (px: number) => {
      pulledPx = px;
      sheet.style.translate = px > 0 ? `0 ${px}px` : '';
    };
    on('touchstart', (event) => {
      // What a swipe does to the page behind is not meant.
      event.stopPropagation();
      const isAtTop = (list.current?.scrollTop ?? 0) <= 0;
      fromY = isAtTop && event.touches.length === 1 ? (event.touches[0]?.clientY ?? null) : null;
    });
    on('touchmove', (event) => {
      const y = event.touches[0]?.clientY;
      if (fromY === null || y === undefined) return;
      follow(Math.max(0, y - fromY));
      if (pulledPx > 0) event.preventDefault();
    });
    on('touchend', () => (pulledPx > farPx ? close() : follow(0)));
    on('touchcancel', () => follow(0));
    return () => listening.abort();
  }, [list]);
}
