/** Newest page of a thread; new turns are appended to it, so everybody must ask for it by the same arguments. */
export const threadPage = { last: 40 } as const;

/** What the sidebar lists at first. */
export const chatsPage = { first: 30, filter: { archived: false } } as const;

/** The pinned ones, as far as they fit into their section. */
export const pinnedPage = { first: 50, filter: { archived: false, pinned: true } } as const;
