/** Newest page of a thread; new turns are appended to it, so everybody must ask for it by the same arguments. */
export const threadPage = { last: 40 } as const;
