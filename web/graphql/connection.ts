import { create } from 'zustand';

/** What is known of the way to the server. Only the hint on screen reads it; streams recover on their own. */
type Connection = {
  isOnline: boolean;
  /** When the socket was lost while something needed it; null while all is well. */
  lostAt: number | null;
};

export const useConnection = create<Connection>(() => ({ isOnline: navigator.onLine, lostAt: null }));

export function socketLost(): void {
  useConnection.setState(({ lostAt }) => ({ lostAt: lostAt ?? Date.now() }));
}

export function socketBack(): void {
  useConnection.setState({ lostAt: null });
}

addEventListener('online', () => useConnection.setState({ isOnline: true }));
addEventListener('offline', () => useConnection.setState({ isOnline: false }));
