import { ArchiveIcon, FolderInputIcon, Trash2Icon, XIcon } from 'lucide-react';
import { useEffect } from 'react';
import type { ConversationRowFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuChoice, MenuItem } from '../ui/menu.tsx';
import { stopSelecting } from './list-view.ts';
import { useConversationActions } from './use-conversation-actions.ts';
import { useProjects } from './use-projects.ts';

type Props = { rows: readonly ConversationRowFragment[]; selected: ReadonlySet<string> };

/** What can be done with all the chosen ones at once. Esc leaves. */
export function SelectionBar({ rows, selected }: Props) {
  const { archive, remove, moveTo } = useConversationActions();
  const projects = useProjects();
  const ids = [...selected];
  useEscape(stopSelecting);
  const end = (act: () => void) => () => {
    act();
    stopSelecting();
  };
  const from = new Map(
    rows.filter(({ id }) => selected.has(id)).map(({ id, project }) => [id, project?.id ?? null]),
  );
  return (
    <div role="toolbar" aria-label={m.selection()} className="selection-bar">
      <span role="status" className="flex-1 pl-2 text-sm">
        {m.selectedCount(ids.length)}
      </span>
      <IconButton label={m.archive()} disabled={ids.length === 0} onClick={end(() => void archive(ids))}>
        <ArchiveIcon size={17} />
      </IconButton>
      <Menu
        label={m.moveTo()}
        side="top"
        align="end"
        trigger={
          <IconButton label={m.moveTo()} disabled={ids.length === 0}>
            <FolderInputIcon size={17} />
          </IconButton>
        }
      >
        <MenuChoice label={m.moveTo()}>
          {projects.map(({ id, name }) => (
            <MenuItem key={id} onSelect={end(() => void moveTo(from, id))}>
              {name}
            </MenuItem>
          ))}
          <MenuItem onSelect={end(() => void moveTo(from, null))}>{m.noProject()}</MenuItem>
        </MenuChoice>
      </Menu>
      <IconButton label={m.delete()} disabled={ids.length === 0} onClick={end(() => void remove(ids))}>
        <Trash2Icon size={17} />
      </IconButton>
      <IconButton label={m.cancel()} onClick={stopSelecting}>
        <XIcon size={17} />
      </IconButton>
    </div>
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
