import { useEffect } from 'react';
import { Later, part } from '../ui/later.tsx';
import type { Does } from './commands.tsx';

const palette = part(() => import('./command-palette.tsx'));

type Props = { isOpen: boolean; does: Does; onToggle: (isOpen: boolean) => void };

/** The palette; its chunk comes once the page is at rest. */
export function SearchDoor({ isOpen, does, onToggle }: Props) {
  useEffect(() => {
    const timer = setTimeout(() => void palette.load().catch(() => {}), 1_200);
    return () => clearTimeout(timer);
  }, []);
  if (!isOpen) return null;
  const onClose = () => onToggle(false);
  return <Later part={palette} props={{ does, onClose }} onMissing={onClose} />;
}
