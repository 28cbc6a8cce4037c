import { WifiOffIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useConnection } from '../graphql/connection.ts';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { isOutdated } from '../lib/updates.ts';

const quietMs = 2_000;
const longMs = 12_000;

/** Says when the way to the server is cut: offline at once, a lost socket only if it does not come back at once. */
export function ConnectionNotice() {
  const { isOnline, lostAt } = useConnection();
  const isNoticed = useIsOlderThan(lostAt, quietMs);
  useUpdateNotice(lostAt !== null);
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

/** A server that was away may have come back as a newer one. */
function useUpdateNotice(isLost: boolean): void {
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && !isLost)
      void isOutdated().then((is) => {
        if (is) showToast(m.serverUpdated(), { label: m.reload(), onChoose: () => location.reload() });
      });
    wasLost.current = isLost;
  }, [isLost]);
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
