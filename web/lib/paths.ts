export const homePath = '/';

export const conversationPath = (id: string): string => `/c/${encodeURIComponent(id)}`;

/** The conversation that a path shows, or null. */
export function conversationIdIn(path: string): string | null {
  const [, id] = /^\/c\/([^/?#]+)/.exec(path) ?? [];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}
