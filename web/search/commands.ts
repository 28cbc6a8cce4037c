import type { ReactNode } from 'react';

/** Something the palette can do. The application lists them; a feature adds its own there. */
export type Command = {
  id: string;
  label: string;
  icon: ReactNode;
  /** Other words by which somebody may look for it. */
  keywords?: string;
  /** One of many of its kind: it shows once it is looked for. */
  isOnlyFound?: boolean;
  run: () => void;
};

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Those of which every typed word begins a word; all of them when nothing is typed. */
export function matchingCommands(commands: Command[], typed: string): Command[] {
  const wanted = plain(typed)
    .split(/[\s:-]+/)
    .filter(Boolean);
  return commands.filter(({ label, keywords = '', isOnlyFound }) => {
    if (isOnlyFound && wanted.length === 0) return false;
    const words = plain(`${label} ${keywords}`).split(/[\s:-]+/);
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  });
}
