import clsx from 'clsx';
import { EllipsisIcon, PinIcon, Trash2Icon, Undo2Icon } from 'lucide-react';
import { memo, type ReactNode, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ConversationRowFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { conversationPath } from '../lib/paths.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Later, part } from '../ui/later.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { DeleteQuestion } from './delete-question.tsx';
import { beginSelecting } from './list-focus.ts';
import { toggleSelected } from './list-view.ts';
import { OrganizeItems } from './organize-items.tsx';
import { RenameField } from './rename-field.tsx';
import { useConversationActions } from './use-conversation-actions.ts';

type Props = {
  row: ConversationRowFragment;
  isCurrent: boolean;
  /** Null while rows are links. */
  isSelected: boolean | null;
  onLeave: () => void;
};

type Doing = 'nothing' | 'renaming' | 'sharing' | 'purging';

const shareDialog = part(() => import('../share/share-chat.tsx'));

export const ConversationRowItem = memo(function ConversationRowItem(props: Props) {
  const { row, isCurrent, isSelected, onLeave } = props;
  const { id, title } = row;
  const [doing, setDoing] = useState<Doing>('nothing');
  const item = useRef<HTMLLIElement>(null);
  const { rename, purge } = useConversationActions();
  const endDoing = () => setDoing('nothing');
  const shownTitle = title.trim() || m.untitled();

  if (doing === 'renaming') {
    const end = (newTitle: string | null) => {
      setDoing('nothing');
      if (newTitle !== null) void rename(id, newTitle);
      requestAnimationFrame(() => item.current?.querySelector('a')?.focus());
    };
    return (
      <li ref={item}>
        <RenameField title={title} onEnd={end} />
      </li>
    );
  }
  /** It goes out of this list, and the focus and the page must not go with it. */
  const leave = () => {
    focusNeighbour(item.current);
    if (isCurrent) onLeave();
  };
  return (
    <li ref={item} className={clsx('row group/row', isCurrent && isSelected === null && 'row-current')}>
      {isSelected === null ? (
        <Link
          href={conversationPath(id)}
          aria-current={isCurrent ? 'page' : undefined}
          className="row-link flex items-center gap-2"
          // Before the router's own handler, which leaves a click with Shift to the browser.
          onClickCapture={(event) => {
            if (!event.shiftKey) return;
            event.preventDefault();
            beginSelecting(id);
          }}
        >
          <span key={shownTitle} className="row-title flex-1" dir="auto">
            {shownTitle}
          </span>
          <RowState row={row} isCurrent={isCurrent} />
        </Link>
      ) : (
        <label className="row-link flex items-center gap-2">
          <input type="checkbox" value={id} checked={isSelected} onChange={() => toggleSelected(id)} />
          <span className="truncate" dir="auto">
            {shownTitle}
          </span>
        </label>
      )}
      {isSelected === null && (
        <Menu
          label={m.optionsFor({ title: shownTitle })}
          align="end"
          className="w-60"
          inSheet={
            <p className="menu-label truncate" dir="auto">
              {shownTitle}
            </p>
          }
          trigger={
            <IconButton label={m.optionsFor({ title: shownTitle })} size="small" className="row-menu">
              <EllipsisIcon size={16} />
            </IconButton>
          }
        >
          {row.deletedAt ? (
            <TrashItems id={id} onLeave={leave} onPurge={() => setDoing('purging')} />
          ) : (
            <OrganizeItems
              chat={row}
              onLeave={leave}
              onRename={() => setDoing('renaming')}
              onSelect={() => beginSelecting(id)}
              onShare={row.temporaryUntil ? undefined : () => setDoing('sharing')}
            />
          )}
        </Menu>
      )}
      {doing === 'sharing' && (
        <Later part={shareDialog} props={{ conversationId: id, onClose: endDoing }} onMissing={endDoing} />
      )}
      {doing === 'purging' && (
        <DeleteQuestion
          title={m.deleteTitle()}
          lead={m.deleteLead({ title: shownTitle })}
          onCancel={endDoing}
          onConfirm={() => {
            setDoing('nothing');
            leave();
            void purge([id]);
          }}
        />
      )}
    </li>
  );
});

/** Whether something is being written, or was and nobody has seen it; when it goes, for what is in the trash. */
function RowState({ row, isCurrent }: { row: ConversationRowFragment; isCurrent: boolean }): ReactNode {
  if (row.deletedAt)
    return <span className="text-xs text-ink-soft">{m.daysLeft({ days: daysLeft(row.deletedAt) })}</span>;
  if (row.activeGenerations.length > 0)
    return <span className="row-spinner" role="img" aria-label={m.isAnswering()} />;
  if (row.unread && !isCurrent) return <span className="row-dot" role="img" aria-label={m.isUnread()} />;
  if (row.pinned) return <PinIcon size={13} aria-label={m.isPinned()} className="shrink-0 text-ink-soft" />;
  return null;
}

const trashDays = 30;
const daysLeft = (deletedAt: string): number =>
  Math.max(0, Math.ceil(trashDays - (Date.now() - Date.parse(deletedAt)) / 86_400_000));

function TrashItems({ id, onLeave, onPurge }: { id: string; onLeave: () => void; onPurge: () => void }) {
  const { restore } = useConversationActions();
  return (
    <>
      <MenuItem
        icon={<Undo2Icon size={15} />}
        onSelect={() => {
          onLeave();
          void restore([id]);
        }}
      >
        {m.restore()}
      </MenuItem>
      <MenuItem icon={<Trash2Icon size={15} />} isDanger onSelect={onPurge}>
        {m.deleteForGood()}
      </MenuItem>
    </>
  );
}

/** The focus would be lost with the row: it moves to the next one. */
function focusNeighbour(row: HTMLElement | null): void {
  const links = [...(row?.closest('nav')?.querySelectorAll<HTMLElement>('a.row-link') ?? [])];
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[at + 1] ?? links[at - 1];
  requestAnimationFrame(() => next?.focus());
}
