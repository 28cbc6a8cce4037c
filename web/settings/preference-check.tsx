import { type Preference, prefer, usePreference } from '../lib/preferences.ts';

type Props = {
  preference: Preference;
  label: string;
  lead: string;
  /** The box is checked as long as nobody has switched it off. */
  isOff?: boolean;
};

/** Something that can be switched in this browser, with what that means. */
export function PreferenceCheck({ preference, label, lead, isOff = false }: Props) {
  return (
    <label className="flex max-w-lg items-baseline gap-2.5">
      <input
        type="checkbox"
        className="size-4.5 shrink-0 translate-y-0.5 accent-accent"
        checked={usePreference(preference) !== isOff}
        onChange={({ target }) => prefer(preference, target.checked !== isOff)}
      />
      <span>
        {label}
        <span className="block text-sm text-ink-soft">{lead}</span>
      </span>
    </label>
  );
}
