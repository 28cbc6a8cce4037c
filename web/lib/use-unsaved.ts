import { useState } from 'react';

const unsaved = new Map<string, unknown>();

/** Another sign-in starts with a clean slate. */
export const forgetUnsaved = (): void => unsaved.clear();

/** The values of a form, kept for when it is opened again; Esc loses nothing. Saving and Cancel forget them. */
export function useUnsaved<Values>(name: string, initial: Values) {
  const [values, setValues] = useState((unsaved.get(name) as Values | undefined) ?? initial);
  return {
    values,
    change: (next: Values) => {
      unsaved.set(name, next);
      setValues(next);
    },
    hasChanged: unsaved.has(name),
    forget: () => void unsaved.delete(name),
  };
}
