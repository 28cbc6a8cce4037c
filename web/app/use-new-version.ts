import { useEffect } from 'react';
import { useConnection } from '../graphql/connection.ts';
import { lookForNewVersion } from '../lib/new-version.ts';
import { useWake } from '../lib/use-wake.ts';

/** A server that was away, or a page that was, may come back with another version. */
export function useNewVersion(): void {
  useWake(() => void lookForNewVersion());
  useEffect(
    () =>
      useConnection.subscribe((now, before) => {
        if (before.lostAt !== null && now.lostAt === null) void lookForNewVersion();
      }),
    [],
  );
}
