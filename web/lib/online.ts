/** Resolves with true once there is a connection, with false when it is not waited for any longer. */
export function untilOnline(signal: AbortSignal): Promise<boolean> {
  if (navigator.onLine || signal.aborted) return Promise.resolve(!signal.aborted);
  return new Promise((resolve) => {
    const end = (isOnline: boolean) => () => {
      removeEventListener('online', online);
      signal.removeEventListener('abort', aborted);
      resolve(isOnline);
    };
    const online = end(true);
    const aborted = end(false);
    addEventListener('online', online);
    signal.addEventListener('abort', aborted);
  });
}
