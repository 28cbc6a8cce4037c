import { WifiOffIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useConnection } from '../graphql/connection.ts';
import { m } from '../lib/messages.ts';

const quietMs = 2_000;
const longMs = 12_000;

/** Says when the way to the server is cut: offline at once, a lost socket only if it does not come back at once. */
export function ConnectionNotice() {
  const { isOnline, lostAt } = useConnection();
  const isNoticed = useIsOlderThan(lostAt, quietMs);
  const isLong = useIsOlderThan(lostAt, longMs);
  return (
    <div role="status">
      {!isOnline && (
        <p className="offline-banner">
          <WifiOffIcon size={16} aria-hidden className="shrink-0" />
          {m.offline()}
        </p>
      )}
      {isOnline && isNoticed && (
        <p className="connection-pill">
          <span className="thinking-dot" aria-hidden />
          {isLong ? m.serverAway() : m.reconnecting()}
        </p>
      )}
    </div>
  );
}

function useIsOlderThan(since: number | null, ms: number): boolean {
  const [isOlder, setIsOlder] = useState(false);
  useEffect(() => {
    if (since === null) return setIsOlder(false);
    const timer = setTimeout(() => setIsOlder(true), ms - (Date.now() - since));
    return () => clearTimeout(timer);
  }, [since, ms]);
  return isOlder;
}
