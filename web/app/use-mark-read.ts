import { useEffect } from 'react';

type Head = { id: string; unread: boolean } | null;

/** An answer that ended before its reader's eyes is read; one that ended in a hidden tab is, once that is looked at. */
export function useMarkRead(
  head: Head,
  isGenerating: boolean,
  markRead: (conversationId: string) => Promise<void>,
): void {
  const id = head?.unread && !isGenerating ? head.id : null;
  useEffect(() => {
    if (!id) return;
    const mark = () => {
      if (document.visibilityState === 'visible') void markRead(id);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [id, markRead]);
}
