export const homePath = '/';

export const conversationPath = (id: string): string => `/c/${encodeURIComponent(id)}`;

/** A message on its branch; also what a search hit and a copied link lead to. */
export const messagePath = (conversationId: string, messageId: string): string =>
  `${conversationPath(conversationId)}/m/${encodeURIComponent(messageId)}`;

/** The message that a path points at, or null. */
export function messageIdIn(path: string): string | null {
  const [, id] = /^\/c\/[^/?#]+\/m\/([^/?#]+)/.exec(path) ?? [];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}

/** The conversation that a path shows, or null. */
export function conversationIdIn(path: string): string | null {
  const [, id] = /^\/c\/([^/?#]+)/.exec(path) ?? [];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}
