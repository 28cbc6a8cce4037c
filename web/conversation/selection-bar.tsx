import { ArchiveIcon, ArchiveRestoreIcon, FolderInputIcon, Trash2Icon, Undo2Icon, XIcon } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ConversationRowFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuChoice, MenuItem } from '../ui/menu.tsx';
import { DeleteQuestion } from './delete-question.tsx';
import { endSelecting } from './list-focus.ts';
import type { ListView } from './list-view.ts';
import { useConversationActions } from './use-conversation-actions.ts';
import { useProjects } from './use-projects.ts';

type Props = {
  view: ListView;
  /** What is listed now: a chosen one that a filter hides is left alone. */
  rows: readonly ConversationRowFragment[];
  selected: ReadonlySet<string>;
};

/**
 * What can be done with all the chosen ones at once, which depends on where they are. Esc leaves. The default export,
 * because the list loads it when it is asked for.
 */
export default function SelectionBar({ view, rows, selected }: Props) {
  const chosen = rows.filter(({ id }) => selected.has(id));
  useEscape(endSelecting);
  /** The chosen ones may leave the list: the focus goes to one that stays. */
  const onAct = (act: Promise<unknown>) => {
    void act;
    endSelecting(rows.find(({ id }) => !selected.has(id))?.id);
  };
  return (
    <div role="toolbar" aria-label={m.selection()} className="selection-bar">
      <span role="status" className="flex-1 ps-2 text-sm">
        {m.selectedCount({ count: chosen.length })}
      </span>
      {view.kind === 'trash' ? (
        <TrashActs ids={chosen.map(({ id }) => id)} onAct={onAct} />
      ) : (
        <LiveActs chosen={chosen} isArchive={view.kind === 'archived'} onAct={onAct} />
      )}
      <IconButton label={m.cancel()} onClick={() => endSelecting()}>
        <XIcon size={17} />
      </IconButton>
    </div>
  );
}

type ActProps = { label: string; isDisabled: boolean; icon: ReactNode; onDo: () => void };

const Act = ({ label, isDisabled, icon, onDo }: ActProps) => (
  <IconButton label={label} disabled={isDisabled} onClick={onDo}>
    {icon}
  </IconButton>
);

type OnAct = { onAct: (act: Promise<unknown>) => void };

function LiveActs({
  chosen,
  isArchive,
  onAct,
}: OnAct & { chosen: ConversationRowFragment[]; isArchive: boolean }) {
  const { archive, remove, moveTo } = useConversationActions();
  const projects = useProjects();
  const ids = chosen.map(({ id }) => id);
  const isDisabled = ids.length === 0;
  const from = new Map(chosen.map(({ id, project }) => [id, project?.id ?? null]));
  return (
    <>
      <Act
        label={isArchive ? m.unarchive() : m.archive()}
        isDisabled={isDisabled}
        icon={isArchive ? <ArchiveRestoreIcon size={17} /> : <ArchiveIcon size={17} />}
        onDo={() => onAct(archive(ids, !isArchive))}
      />
      <Menu
        label={m.moveTo()}
        side="top"
        align="end"
        trigger={
          <IconButton label={m.moveTo()} disabled={isDisabled}>
            <FolderInputIcon size={17} />
          </IconButton>
        }
      >
        <MenuChoice label={m.moveTo()}>
          {projects.map(({ id, name }) => (
            <MenuItem key={id} onSelect={() => onAct(moveTo(from, id))}>
              {name}
            </MenuItem>
          ))}
          <MenuItem onSelect={() => onAct(moveTo(from, null))}>{m.noProject()}</MenuItem>
        </MenuChoice>
      </Menu>
      <Act
        label={m.delete()}
        isDisabled={isDisabled}
        icon={<Trash2Icon size={17} />}
        onDo={() => onAct(remove(ids))}
      />
    </>
  );
}

function TrashActs({ ids, onAct }: OnAct & { ids: string[] }) {
  const { restore, purge } = useConversationActions();
  /** What the question is about: the list may be read anew, and be empty for a moment, while it is asked. */
  const [asked, setAsked] = useState<string[] | null>(null);
  const isDisabled = ids.length === 0;
  return (
    <>
      <Act
        label={m.restore()}
        isDisabled={isDisabled}
        icon={<Undo2Icon size={17} />}
        onDo={() => onAct(restore(ids))}
      />
      <Act
        label={m.deleteForGood()}
        isDisabled={isDisabled}
        icon={<Trash2Icon size={17} />}
        onDo={() => setAsked(ids)}
      />
      {asked && (
        <DeleteQuestion
          title={m.purgeTitle({ count: asked.length })}
          lead={m.purgeLead()}
          onCancel={() => setAsked(null)}
          onConfirm={() => onAct(purge(asked))}
        />
      )}
    </>
  );
}

function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector(':popover-open, dialog[open]:not(.drawer)'))
        onEscape();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [onEscape]);
}
