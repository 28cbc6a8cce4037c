import { FolderIcon, FolderPlusIcon } from 'lucide-react';
import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';
import { openList } from './list-focus.ts';
import { useProjects } from './use-projects.ts';

const projectDialog = part(() => import('./project-dialog.tsx'));

type Props = { models: readonly { id: string; displayName: string }[] };

/** The projects; choosing one lists its chats, and puts new chats into it. */
export function ProjectList({ models }: Props) {
  const projects = useProjects();
  const [isAdding, setIsAdding] = useState(false);
  const onClose = (id?: string) => {
    setIsAdding(false);
    if (id) openList({ kind: 'project', projectId: id });
  };
  return (
    <section aria-label={m.projects()} className="mb-3">
      <div className="flex items-center justify-between pe-1">
        <h2 className="px-2.5 py-1.5 text-xs font-medium text-ink-soft">{m.projects()}</h2>
        <IconButton label={m.projectNew()} size="small" onClick={() => setIsAdding(true)}>
          <FolderPlusIcon size={15} />
        </IconButton>
      </div>
      <ul>
        {projects.map(({ id, name }) => (
          <li key={id} className="row">
            <button
              type="button"
              className="row-link flex items-center gap-2 text-start"
              data-project={id}
              onClick={() => openList({ kind: 'project', projectId: id })}
            >
              <FolderIcon size={15} aria-hidden className="shrink-0 text-ink-soft" />
              <span className="truncate" dir="auto">
                {name}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {isAdding && (
        <Later part={projectDialog} props={{ project: null, models, onClose }} onMissing={onClose} />
      )}
    </section>
  );
}
