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
  const letter = key.toLowerCase();
  const wanted = lettersWith(letter);
  // A first letter, or the same again, goes on to the next such item; a further one may fit the item it found.
  return (
    beginningWith(wanted, items, wanted === letter ? at + 1 : at) ?? beginningWith(letter, items, at + 1)
  );
}

function beginningWith(text: string, items: HTMLElement[], from: number): HTMLElement | undefined {
  const start = Math.max(0, from);
  const following = [...items.slice(start), ...items.slice(0, start)];
  return following.find((item) => item.textContent?.trim().toLowerCase().startsWith(text));
}

const togetherMs = 500;
let letters = '';
let lastAt = 0;

/** Letters that are typed quickly are the beginning of one name. */
function lettersWith(letter: string): string {
  const now = performance.now();
  letters = now - lastAt < togetherMs ? letters + letter : letter;
  lastAt = now;
  return letters;
}
