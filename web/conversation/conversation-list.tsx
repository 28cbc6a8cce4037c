import { ArchiveIcon, Trash2Icon } from 'lucide-react';
import { useState } from 'react';
import { chatsPage } from '../graphql/first-pages.ts';
import type { ConversationFilter, ConversationRowFragment } from '../graphql/generated/graphql.ts';
import { m } from '../lib/messages.ts';
import { keysOf } from '../lib/shortcuts.ts';
import { useSettled } from '../lib/use-settled.ts';
import { Button } from '../ui/button.tsx';
import { Later, part } from '../ui/later.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ConversationRowItem } from './conversation-row.tsx';
import { groupByDate } from './date-groups.ts';
import { openList } from './list-focus.ts';
import { ListHeading } from './list-heading.tsx';
import { type ListView, stopSelecting, useListView } from './list-view.ts';
import { MoreRows } from './more-rows.tsx';
import { ProjectList } from './project-list.tsx';
import { usePages, usePinned } from './use-conversation-lists.ts';
import { useLeaveGoneProject } from './use-projects.ts';

const selectionBar = part(() => import('./selection-bar.tsx'));

function filterOf(view: ListView, title: string): ConversationFilter {
  const named = title === '' ? {} : { title };
  switch (view.kind) {
    case 'trash':
      return { inTrash: true, ...named };
    case 'archived':
      return { archived: true, ...named };
    case 'project':
      return { archived: false, projectId: view.projectId, ...named };
    default:
      return { ...chatsPage.filter, ...named };
  }
}

type Props = {
  currentId: string | null;
  models: readonly { id: string; displayName: string }[];
  /** Called when the conversation that is shown goes out of sight. */
  onLeave: () => void;
};

/** The sidebar's lists. The feed keeps them true (graphql/lists.ts); nothing is loaded twice for a change. */
export function ConversationList({ currentId, models, onLeave }: Props) {
  const { view, selected } = useListView();
  const [typed, setTyped] = useState('');
  const title = useSettled(typed.trim());
  useLeaveGoneProject();
  const isPlain = view.kind === 'all' && title === '';
  const filter = filterOf(view, title);
  const list = usePages(filter);
  const pinned = usePinned(!isPlain);
  const { rows } = list;
  // Whatever the section above does not show is here: a chat is never in neither.
  const unpinned = isPlain ? rows?.filter(({ id }) => !pinned.some((row) => row.id === id)) : rows;
  const all = [...(isPlain ? pinned : []), ...(unpinned ?? [])];
  const item = (row: ConversationRowFragment) => (
    <ConversationRowItem
      key={row.id}
      row={row}
      isCurrent={row.id === currentId}
      isSelected={selected?.has(row.id) ?? null}
      onLeave={onLeave}
    />
  );
  return (
    <div>
      <input
        type="search"
        aria-label={m.filterChats()}
        placeholder={m.filterChats()}
        className="list-filter"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ListHeading view={view} models={models} isEmpty={rows?.length === 0} />
      {isPlain && pinned.length > 0 && (
        <section aria-label={m.pinned()} className="mb-3">
          <h2 className="px-2.5 py-1.5 text-xs font-medium text-ink-soft">{m.pinned()}</h2>
          <ul>{pinned.map(item)}</ul>
        </section>
      )}
      {isPlain && <ProjectList models={models} />}
      {list.hasFailed && !rows && (
        <Notice kind="error" action={<Button onClick={list.reload}>{m.tryAgain()}</Button>}>
          {m.conversationsFailed()}
        </Notice>
      )}
      {!rows && !list.hasFailed && (
        <Skeleton label={m.loadingConversations()} widths={['80%', '60%', '72%', '50%', '66%']} />
      )}
      {rows && all.length === 0 && (
        <p className="px-2.5 py-2 text-sm text-ink-soft">{emptyText(view, title)}</p>
      )}
      {groupByDate(unpinned ?? [], new Date()).map(({ label, items }) => (
        <section key={label} aria-label={label} className="mb-3">
          <h2 className="px-2.5 py-1.5 text-xs font-medium text-ink-soft">{label}</h2>
          <ul>{items.map(item)}</ul>
        </section>
      ))}
      {list.endCursor && (
        <MoreRows
          isLoading={list.isLoading}
          onNear={list.more}
          hasFailed={list.hasFailed}
          onRetry={list.reload}
        />
      )}
      {view.kind === 'all' && !selected && (
        <div className="mt-2 flex gap-1">
          <button type="button" className="list-link" onClick={() => openList({ kind: 'archived' })}>
            <ArchiveIcon size={15} aria-hidden />
            {m.archiveTitle()}
          </button>
          <button type="button" className="list-link" onClick={() => openList({ kind: 'trash' })}>
            <Trash2Icon size={15} aria-hidden />
            {m.trash()}
          </button>
        </div>
      )}
      {selected && (
        <Later part={selectionBar} props={{ view, rows: all, selected }} onMissing={stopSelecting} />
      )}
    </div>
  );
}

function emptyText({ kind }: ListView, title: string): string {
  if (title !== '') return m.noMatch({ keys: keysOf('search') });
  if (kind === 'trash') return m.trashEmpty();
  return kind === 'all' ? m.noConversations() : m.listEmpty();
}
