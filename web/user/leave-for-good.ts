import { createContext, useContext } from 'react';

/** Shows the door to somebody whose account is gone. The application, which holds the session, provides it. */
const LeaveContext = createContext<(() => void) | null>(null);

export const LeaveProvider = LeaveContext.Provider;

export function useLeaveForGood(): () => void {
  const leave = useContext(LeaveContext);
  if (!leave) throw new Error('useLeaveForGood needs a LeaveProvider above it.');
  return leave;
}
