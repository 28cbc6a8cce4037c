import { create } from 'zustand';
import { readStored, writeStored } from './storage.ts';

/** What can be switched in this browser; all of it is off at first. */
const names = [
  /** Keys without Ctrl: speech input may type them by mistake (WCAG 2.1.4). */
  'single-keys-off',
  'command-enter-sends',
  /** The view stays where an answer begins. */
  'unfollowed-answers',
  /** Answers are shown when they are complete. */
  'whole-answers',
  /** Screen readers hear of an answer only that it begins and ends. */
  'unspoken-answers',
] as const;

export type Preference = (typeof names)[number];

export const usePreferences = create(
  () =>
    Object.fromEntries(names.map((name) => [name, readStored(`parley:${name}`) !== null])) as Record<
      Preference,
      boolean
    >,
);

export const usePreference = (name: Preference): boolean => usePreferences((all) => all[name]);

export const isPreferred = (name: Preference): boolean => usePreferences.getState()[name];

/** Switches it now and for the next visit. */
export function prefer(name: Preference, isOn: boolean): void {
  writeStored(`parley:${name}`, isOn ? 'yes' : null);
  usePreferences.setState({ [name]: isOn });
}
