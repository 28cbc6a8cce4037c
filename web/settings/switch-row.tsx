import type { Switch } from '../lib/create-switch.ts';

type Props = { of: Switch; label: string; lead: string };

/** On or off, and what that is good for. */
export function SwitchRow({ of, label, lead }: Props) {
  return (
    <label className="flex items-baseline gap-2 coarse:min-h-11">
      <input type="checkbox" checked={of.useIsOn()} onChange={({ target }) => of.turn(target.checked)} />
      <span>
        {label}
        <span className="block text-sm text-ink-soft">{lead}</span>
      </span>
    </label>
  );
}
