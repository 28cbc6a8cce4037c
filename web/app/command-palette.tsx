import { Palette } from '../search/palette.tsx';
import { type Does, useCommands } from './commands.tsx';

type Props = { does: Does; onClose: () => void };

/** The palette with all that this program can do. The default export, because its door loads it. */
export default function CommandPalette({ does, onClose }: Props) {
  return <Palette commands={useCommands(does)} onClose={onClose} />;
}
