import { useEffect } from 'react';
import { useClient } from 'urql';
import { openFeed } from '../conversation/feed.ts';
import { useViewer } from '../user/viewer.ts';

/**
 * Follows what other tabs, devices and programs do. The cursor was read with the viewer, before any list: whatever
 * changes after that is either in a list or comes as an event.
 */
export function useFeed(): void {
  const client = useClient();
  const { latestEventId } = useViewer();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where it begins; from there on it keeps its own cursor.
  useEffect(() => openFeed(client, latestEventId), [client]);
}
