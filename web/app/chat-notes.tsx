import { GhostIcon } from 'lucide-react';
import { setTemporary, useListView } from '../conversation/list-view.ts';
import { useShownProject } from '../conversation/use-projects.ts';
import { formatDate } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';

/** Above the thread: below it stands the toast that has just said how it came there. */
export function TrashNote({ onRestore }: { onRestore: () => void }) {
  return (
    <div className="page-note mb-2">
      <span>{m.inTrash()}</span>
      <Button onClick={onRestore}>{m.restore()}</Button>
    </div>
  );
}

/** Says of an open chat that it will vanish. */
export function ChatNote({ head }: { head: { temporaryUntil?: string | null } }) {
  if (!head.temporaryUntil) return null;
  const time = formatDate(head.temporaryUntil, { dateStyle: 'medium', timeStyle: 'short' });
  return <p className="page-note mb-2">{m.temporaryUntil({ time })}</p>;
}

/** Where a new chat will be kept, if it will be kept at all. */
export function NewChatNote() {
  const { isTemporary } = useListView();
  const project = useShownProject();
  return (
    <div className="mt-1 flex flex-col items-center gap-1">
      {project && !isTemporary && (
        <p className="text-sm text-ink-soft">{m.inProject({ name: project.name })}</p>
      )}
      <button
        type="button"
        className="temporary-toggle"
        aria-pressed={isTemporary}
        onClick={() => setTemporary(!isTemporary)}
      >
        <GhostIcon size={15} aria-hidden />
        {m.temporary()}
      </button>
      {isTemporary && (
        <p role="status" className="px-4 text-center text-sm text-ink-soft">
          {m.temporaryLead()}
        </p>
      )}
    </div>
  );
}
