import { ArrowLeftIcon, EllipsisIcon, PencilIcon, Trash2Icon } from 'lucide-react';
import { useState } from 'react';
import { useClient } from 'urql';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { DeleteQuestion } from './delete-question.tsx';
import { openList } from './list-focus.ts';
import type { ListView } from './list-view.ts';
import { DeleteProject, RestoreProject } from './project-documents.ts';
import { useConversationActions } from './use-conversation-actions.ts';
import { type Project, useProjects } from './use-projects.ts';

const projectDialog = part(() => import('./project-dialog.tsx'));

type Props = { view: ListView; models: readonly { id: string; displayName: string }[]; isEmpty: boolean };

/** Says which list this is, and leads back to all chats. */
export function ListHeading({ view, models, isEmpty }: Props) {
  const projects = useProjects();
  const project = view.kind === 'project' ? projects.find(({ id }) => id === view.projectId) : undefined;
  const titles = {
    all: '',
    archived: m.archiveTitle(),
    trash: m.trash(),
    project: project?.name ?? m.projects(),
  };
  if (view.kind === 'all') return null;
  return (
    <div className="mb-2">
      <div className="flex items-center gap-1 pe-1">
        <IconButton label={m.allChats()} size="small" onClick={() => openList({ kind: 'all' }, project?.id)}>
          <ArrowLeftIcon size={16} />
        </IconButton>
        <h2 tabIndex={-1} className="list-title min-w-0 flex-1 truncate text-sm font-semibold" dir="auto">
          {titles[view.kind]}
        </h2>
        {project && <ProjectMenu project={project} models={models} />}
      </div>
      {view.kind === 'trash' && (
        <div className="px-2.5 py-1">
          <p className="text-xs text-ink-soft">{m.trashLead()}</p>
          {!isEmpty && <EmptyTrashButton />}
        </div>
      )}
      {view.kind === 'project' && <p className="px-2.5 text-xs text-ink-soft">{m.projectLead()}</p>}
    </div>
  );
}

function EmptyTrashButton() {
  const [isAsking, setIsAsking] = useState(false);
  const { emptyTrash } = useConversationActions();
  return (
    <>
      <Button className="mt-2" onClick={() => setIsAsking(true)}>
        {m.emptyTrash()}
      </Button>
      {isAsking && (
        <DeleteQuestion
          title={m.emptyTrashTitle()}
          lead={m.emptyTrashLead()}
          onCancel={() => setIsAsking(false)}
          onConfirm={() => {
            setIsAsking(false);
            void emptyTrash();
          }}
        />
      )}
    </>
  );
}

function ProjectMenu({ project, models }: { project: Project; models: Props['models'] }) {
  const client = useClient();
  const [isEditing, setIsEditing] = useState(false);
  const onClose = () => setIsEditing(false);
  const input = { projectId: project.id };
  const projects = useProjects();
  const at = projects.findIndex(({ id }) => id === project.id);
  const neighbour = projects[at + 1] ?? projects[at - 1];
  const remove = async () => {
    const { data } = await client.mutation(DeleteProject, { input });
    if (data?.deleteProject.__typename !== 'DeleteProjectPayload') return showToast(m.deleteFailed());
    openList({ kind: 'all' }, neighbour?.id);
    const undo = () => void client.mutation(RestoreProject, { input }).toPromise();
    showToast(m.projectTrashed({ name: project.name }), { label: m.undo(), onChoose: undo });
  };
  return (
    <>
      <Menu
        label={m.optionsFor({ title: project.name })}
        align="end"
        trigger={
          <IconButton label={m.optionsFor({ title: project.name })} size="small">
            <EllipsisIcon size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<PencilIcon size={15} />} onSelect={() => setIsEditing(true)}>
          {m.projectEdit()}
        </MenuItem>
        <MenuItem icon={<Trash2Icon size={15} />} isDanger onSelect={() => void remove()}>
          {m.projectDelete()}
        </MenuItem>
      </Menu>
      {isEditing && <Later part={projectDialog} props={{ project, models, onClose }} onMissing={onClose} />}
    </>
  );
}
