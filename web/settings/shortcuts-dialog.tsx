import { m } from '../lib/messages.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ShortcutList } from './shortcuts-tab.tsx';

/** The default export, because the shell loads it when it is asked for. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={m.shortcuts()} onClose={onClose}>
      <p className="mb-3 text-sm text-ink-soft">{m.shortcutsLead()}</p>
      <ShortcutList />
    </Dialog>
  );
}
