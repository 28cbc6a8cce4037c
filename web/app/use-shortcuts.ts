import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { type ShortcutId, shortcuts, useSingleKeys } from '../lib/shortcuts.ts';

/** Listens to the keys of lib/shortcuts.ts, and to `?` while nobody types. */
export function useShortcuts(handlers: Record<ShortcutId, () => void>): void {
  const run = useEffectEvent((id: ShortcutId) => handlers[id]());
  useEffect(() => {
    const bindings = Object.entries(shortcuts).map(([id, { keys }]) => [
      keys,
      (event: KeyboardEvent) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        run(id as ShortcutId);
      },
    ]);
    const unbind = tinykeys(window, Object.fromEntries(bindings));
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key !== '?' ||
        !useSingleKeys.getState().areOn ||
        event.ctrlKey ||
        event.metaKey ||
        isTyping(event.target)
      )
        return;
      event.preventDefault();
      run('list');
    };
    addEventListener('keydown', onKeyDown);
    return () => {
      unbind();
      removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
