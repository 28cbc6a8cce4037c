import { lazy, Suspense, useEffect } from 'react';
import type { Command } from '../search/commands.ts';

const load = () => import('../search/palette.tsx');
const Palette = lazy(load);

type Props = { isOpen: boolean; commands: Command[]; onToggle: (isOpen: boolean) => void };

/** Ctrl-K or ⌘-K opens the palette, whose chunk comes once the page is at rest. */
export function SearchDoor({ isOpen, commands, onToggle }: Props) {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), 1_200);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isMine = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if (!isMine || event.shiftKey || event.altKey || event.defaultPrevented) return;
      event.preventDefault();
      onToggle(!isOpen);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOpen, onToggle]);
  if (!isOpen) return null;
  return (
    <Suspense>
      <Palette commands={commands} onClose={() => onToggle(false)} />
    </Suspense>
  );
}
