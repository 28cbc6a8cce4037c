export const homePath = '/';

export const conversationPath = (id: string): string => `/c/${encodeURIComponent(id)}`;

/** A message in its conversation: the thread that is shown leads through it. */
export const messagePath = (conversationId: string, messageId: string): string =>
  `${conversationPath(conversationId)}/m/${encodeURIComponent(messageId)}`;

/** The conversation that a path shows, or null. */
export function conversationIdIn(path: string): string | null {
  const [, id] = /^\/c\/([^/?#]+)/.exec(path) ?? [];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}
