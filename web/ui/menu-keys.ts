import type { KeyboardEvent } from 'react';

/** Arrows, Home, End and first letters move through a menu's items; Tab leaves it. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const menu = event.currentTarget;
  const items = [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (event.key === 'Tab') {
    menu.hidePopover();
    return;
  }
  const to = targetOf(event, items, at);
  if (!to) return;
  event.preventDefault();
  to.focus();
}

function targetOf(
  { key, ctrlKey, metaKey }: KeyboardEvent,
  items: HTMLElement[],
  at: number,
): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ' || ctrlKey || metaKey) return undefined;
  const following = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return following.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
