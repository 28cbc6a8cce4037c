import { lazy, Suspense, useEffect } from 'react';
import type { Command } from '../search/commands.ts';

const load = () => import('../search/palette.tsx');
const Palette = lazy(load);

type Props = { isOpen: boolean; commands: Command[]; onToggle: (isOpen: boolean) => void };

/** The palette; its chunk comes once the page is at rest. */
export function SearchDoor({ isOpen, commands, onToggle }: Props) {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), 1_200);
    return () => clearTimeout(timer);
  }, []);
  if (!isOpen) return null;
  return (
    <Suspense>
      <Palette commands={commands} onClose={() => onToggle(false)} />
    </Suspense>
  );
}
