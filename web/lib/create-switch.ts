import { create } from 'zustand';
import { readStored, writeStored } from './storage.ts';

/** Something that is on in this browser until somebody switches it off. */
export function createSwitch(stored: string) {
  const useSwitch = create(() => ({ isOn: readStored(stored) === null }));
  return {
    isOn: () => useSwitch.getState().isOn,
    useIsOn: () => useSwitch(({ isOn }) => isOn),
    turn(isOn: boolean): void {
      writeStored(stored, isOn ? null : 'yes');
      useSwitch.setState({ isOn });
    },
  };
}

export type Switch = ReturnType<typeof createSwitch>;
