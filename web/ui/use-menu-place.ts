import { type RefObject, useEffect, useLayoutEffect } from 'react';

export type MenuPlace = { align: 'start' | 'end'; side: 'top' | 'bottom' };

const gapPx = 6;
const edgePx = 8;

type Input = MenuPlace & {
  menu: RefObject<HTMLElement | null>;
  button: RefObject<HTMLElement | null>;
  isOpen: boolean;
};

/** Puts an open menu beside its button and inside the window, focuses its choice, and closes it when the button moves. */
export function useMenuPlace({ menu, button, isOpen, align, side }: Input): void {
  useLayoutEffect(() => {
    if (!isOpen || !menu.current || !button.current) return;
    const items = menu.current;
    // React renders before the popover shows, and a hidden element has no size.
    const frame = requestAnimationFrame(() => {
      if (button.current) place(items, button.current.getBoundingClientRect(), { align, side });
      const first = items.querySelector<HTMLElement>('[aria-checked="true"], [role^="menuitem"]');
      (first ?? items).focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [menu, button, isOpen, align, side]);

  useEffect(() => {
    if (!isOpen) return;
    const listening = new AbortController();
    const hide = () => menu.current?.hidePopover();
    const onScroll = (event: Event) => {
      if (event.target instanceof Node && event.target.contains(button.current)) hide();
    };
    addEventListener('scroll', onScroll, { capture: true, signal: listening.signal });
    addEventListener('resize', hide, { signal: listening.signal });
    return () => listening.abort();
  }, [menu, button, isOpen]);
}

function place(menu: HTMLElement, at: DOMRect, { align, side }: MenuPlace): void {
  menu.style.maxHeight = '';
  const { width, height } = menu.getBoundingClientRect();
  const above = at.top - gapPx - edgePx;
  const below = innerHeight - at.bottom - gapPx - edgePx;
  const wanted = side === 'top' ? above : below;
  const isTop = (side === 'top') === (wanted >= height || wanted >= Math.max(above, below));
  const room = isTop ? above : below;
  const shown = Math.min(height, room);
  const left = align === 'start' ? at.left : at.right - width;
  menu.style.maxHeight = `${room}px`;
  menu.style.left = `${Math.max(edgePx, Math.min(left, innerWidth - width - edgePx))}px`;
  menu.style.top = `${isTop ? at.top - gapPx - shown : at.bottom + gapPx}px`;
}
