import { create } from 'zustand';

/** What the sidebar lists: all chats, those of a project, the archive or the trash. */
export type ListView =
  | { kind: 'all' }
  | { kind: 'project'; projectId: string }
  | { kind: 'archived' }
  | { kind: 'trash' };

type State = {
  view: ListView;
  /** Chosen rows; null while rows are links. */
  selected: ReadonlySet<string> | null;
  /** The next new chat is a temporary one. */
  isTemporary: boolean;
};

const initial: State = { view: { kind: 'all' }, selected: null, isTemporary: false };

export const useListView = create<State>(() => initial);

/** Another sign-in starts with a clean slate. */
export const forgetListView = (): void => useListView.setState(initial, true);

export const showList = (view: ListView): void => useListView.setState({ view, selected: null });

export const startSelecting = (id?: string): void =>
  useListView.setState({ selected: new Set(id ? [id] : []) });

export const stopSelecting = (): void => useListView.setState({ selected: null });

/** The API takes a hundred at once, and more is no choice but a sweep. */
export const mostSelected = 100;

export function toggleSelected(id: string): void {
  useListView.setState(({ selected }) => {
    const next = new Set(selected);
    if (!next.delete(id) && next.size < mostSelected) next.add(id);
    return { selected: next };
  });
}

export const setTemporary = (isTemporary: boolean): void => useListView.setState({ isTemporary });
