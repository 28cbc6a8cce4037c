import { useEffect } from 'react';
import { changeDraft, getDraft } from '../composer/draft-store.ts';

/** What another app shared with the installed Parley (manifest.webmanifest) becomes the draft of a new chat. */
export function useSharedText(viewerId: string): void {
  useEffect(() => {
    const params = new URLSearchParams(location.search);
    const shared = ['title', 'text', 'url'].map((name) => params.get(name)?.trim()).filter(Boolean);
    if (location.pathname !== '/' || shared.length === 0) return;
    history.replaceState(history.state, '', '/');
    const place = { viewerId, conversationId: null };
    changeDraft(place, { ...getDraft(place), text: shared.join('\n') });
  }, [viewerId]);
}
