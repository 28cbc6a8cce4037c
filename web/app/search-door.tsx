import { useEffect } from 'react';
import type { Command } from '../search/commands.ts';
import { Later, part } from '../ui/later.tsx';

const palette = part(() => import('../search/palette.tsx'));

type Props = { isOpen: boolean; commands: Command[]; onToggle: (isOpen: boolean) => void };

/** The palette; its chunk comes once the page is at rest. */
export function SearchDoor({ isOpen, commands, onToggle }: Props) {
  useEffect(() => {
    const timer = setTimeout(() => void palette.load().catch(() => {}), 1_200);
    return () => clearTimeout(timer);
  }, []);
  if (!isOpen) return null;
  const onClose = () => onToggle(false);
  return <Later part={palette} props={{ commands, onClose }} onMissing={onClose} />;
}
