import { create } from 'zustand';
import { readStored, writeStored } from './storage.ts';
import { useMedia } from './use-media.ts';

export type Theme = 'system' | 'light' | 'dark';

const stored = readStored('parley:theme');

export const useTheme = create<{ theme: Theme }>(() => ({
  theme: stored === 'light' || stored === 'dark' ? stored : 'system',
}));

export function useIsDark(): boolean {
  const theme = useTheme((state) => state.theme);
  const prefersDark = useMedia('(prefers-color-scheme: dark)');
  return theme === 'dark' || (theme === 'system' && prefersDark);
}

/** Shows the theme and keeps it for the next visit; `public/theme.js` reads it before the first paint. */
export function chooseTheme(theme: Theme): void {
  writeStored('parley:theme', theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  useTheme.setState({ theme });
}
