import clsx from 'clsx';
import { EllipsisIcon, PencilIcon, Trash2Icon } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { m } from '../lib/messages.ts';
import { conversationPath } from '../lib/paths.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { DeleteQuestion } from './delete-question.tsx';
import { RenameField } from './rename-field.tsx';
import { useConversationActions } from './use-conversation-actions.ts';

type Props = {
  id: string;
  title: string;
  isCurrent: boolean;
  onDeleted: (() => void) | null;
};

type Doing = 'nothing' | 'renaming' | 'deleting';

export const ConversationRowItem = memo(function ConversationRowItem({
  id,
  title,
  isCurrent,
  onDeleted,
}: Props) {
  const [doing, setDoing] = useState<Doing>('nothing');
  const row = useRef<HTMLLIElement>(null);
  const { rename, remove } = useConversationActions();
  const shownTitle = title.trim() || m.untitled();
  const focusLink = () => requestAnimationFrame(() => row.current?.querySelector('a')?.focus());

  if (doing === 'renaming') {
    const end = (newTitle: string | null) => {
      setDoing('nothing');
      if (newTitle !== null) void rename(id, newTitle);
      focusLink();
    };
    return (
      <li ref={row}>
        <RenameField title={title} onEnd={end} />
      </li>
    );
  }

  const confirmDelete = () => {
    setDoing('nothing');
    focusNeighbour(row.current);
    onDeleted?.();
    void remove(id);
  };
  return (
    <li ref={row} className={clsx('row group/row', isCurrent && 'row-current')}>
      <Link
        href={conversationPath(id)}
        aria-current={isCurrent ? 'page' : undefined}
        className="row-link"
        dir="auto"
      >
        <span key={shownTitle} className="row-title">
          {shownTitle}
        </span>
      </Link>
      <Menu
        label={m.optionsFor(shownTitle)}
        align="end"
        trigger={
          <IconButton label={m.optionsFor(shownTitle)} size="small" className="row-menu">
            <EllipsisIcon size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<PencilIcon size={15} />} onSelect={() => setDoing('renaming')}>
          {m.rename()}
        </MenuItem>
        <MenuItem icon={<Trash2Icon size={15} />} isDanger onSelect={() => setDoing('deleting')}>
          {m.delete()}
        </MenuItem>
      </Menu>
      {doing === 'deleting' && (
        <DeleteQuestion title={shownTitle} onCancel={() => setDoing('nothing')} onConfirm={confirmDelete} />
      )}
    </li>
  );
});

/** The focus would be lost with the row: it moves to the next one. */
function focusNeighbour(row: HTMLElement | null): void {
  const links = [...(row?.closest('nav')?.querySelectorAll<HTMLElement>('.row-link') ?? [])];
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[at + 1] ?? links[at - 1];
  requestAnimationFrame(() => next?.focus());
}
