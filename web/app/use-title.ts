import { useEffect } from 'react';
import { m } from '../lib/messages.ts';

/** What the browser's tab says. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${m.appName()}` : m.appName();
  }, [title]);
}
