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

/** The token of the share link that a path is, or null. */
export const shareTokenIn = (path: string): string | null =>
  /^\/share\/([^/?#]+)\/?$/.exec(path)?.[1] ?? null;

export const usagePath = '/usage';

const settingsTabs = [
  'general',
  'appearance',
  'instructions',
  'presets',
  'feedback',
  'sessions',
  'api',
  'people',
  'data',
  'shortcuts',
] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** The tabs that somebody of this role is shown. */
export const settingsTabsFor = (role: 'MEMBER' | 'ADMIN'): readonly SettingsTab[] =>
  settingsTabs.filter((tab) => tab !== 'people' || role === 'ADMIN');

export const settingsPath = (tab: SettingsTab): string => `/settings/${tab}`;

/** The tab that a path shows; the first one for a path that names none; null for a path elsewhere. */
export function settingsTabIn(path: string): SettingsTab | null {
  const [, isSettings, name] = /^\/(settings)(?:\/([^/?#]*))?$/.exec(path) ?? [];
  if (!isSettings) return null;
  return settingsTabs.find((tab) => tab === name) ?? 'general';
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
