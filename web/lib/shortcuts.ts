import { m } from './messages.ts';
import { isPreferred } from './preferences.ts';

/** The map of the keyboard: what listens (app/use-shortcuts.ts) and what is told (the list of shortcuts) are one. */
export const shortcuts = {
  search: { keys: '$mod+k', label: () => m.keySearch() },
  newChat: { keys: '$mod+Shift+o', label: () => m.keyNewChat() },
  sidebar: { keys: '$mod+Shift+s', label: () => m.keySidebar() },
  settings: { keys: '$mod+,', label: () => m.keySettings() },
  list: { keys: '$mod+/', label: () => m.keyShortcuts() },
  focus: { keys: 'Shift+Escape', label: () => m.keyFocus() },
  copyAnswer: { keys: '$mod+Shift+c', label: () => m.keyCopyAnswer() },
  copyCode: { keys: '$mod+Shift+Semicolon', label: () => m.keyCopyCode() },
} as const;

export type ShortcutId = keyof typeof shortcuts;

const commandEnter = '$mod+Enter';

/** Keys that mean something in one place only; that place listens to them. */
const local = (): { keys: string; label: () => string }[] => [
  ...(isPreferred('command-enter-sends')
    ? [
        { keys: commandEnter, label: () => m.keySend() },
        { keys: 'Enter', label: () => m.keyNewLine() },
      ]
    : [
        { keys: 'Enter', label: () => m.keySend() },
        { keys: 'Shift+Enter', label: () => m.keyNewLine() },
      ]),
  { keys: 'ArrowUp', label: () => m.keyEditLast() },
  { keys: 'Escape', label: () => m.keyStop() },
  { keys: '/', label: () => m.keyPresets() },
  { keys: 'Alt+ArrowLeft+ArrowRight', label: () => m.keyBranch() },
  { keys: commandEnter, label: () => m.keySaveEdit() },
  { keys: '$mod+s', label: () => m.keyRevise() },
  { keys: 'Shift+Click', label: () => m.keySelect() },
  { keys: 'Shift+Click', label: () => m.keyCopyPlain() },
  { keys: '?', label: () => m.keyShortcutsShort() },
];

const names: Record<string, string> = {
  $mod: /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Semicolon: ';',
};

const shown = (keys: string): string[] =>
  keys
    .split('+')
    .map(
      (key) => (key === 'Click' ? m.keyClick() : names[key]) ?? (key.length === 1 ? key.toUpperCase() : key),
    );

/** As they are written on this machine's keyboard. */
export const keysOf = (id: ShortcutId): string => shown(shortcuts[id].keys).join(' ');

export const commandEnterKeys = (): string => shown(commandEnter).join('+');

export const allShortcuts = (): { keys: string[]; label: string }[] =>
  [...Object.values(shortcuts), ...local()].map(({ keys, label }) => ({ keys: shown(keys), label: label() }));
