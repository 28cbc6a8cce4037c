import { Later, part, usePreload } from '../ui/later.tsx';
import type { Does } from './commands.tsx';

const palette = part(() => import('./command-palette.tsx'));

type Props = { isOpen: boolean; does: Does; onToggle: (isOpen: boolean) => void };

/** The palette; its chunk comes once the page is at rest. */
export function SearchDoor({ isOpen, does, onToggle }: Props) {
  usePreload(palette);
  if (!isOpen) return null;
  const onClose = () => onToggle(false);
  return <Later part={palette} props={{ does, onClose }} onMissing={onClose} />;
}
