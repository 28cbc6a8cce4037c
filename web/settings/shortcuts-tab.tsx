import { m } from '../lib/messages.ts';
import { allShortcuts, singleKeys } from '../lib/shortcuts.ts';
import { SwitchRow } from './switch-row.tsx';

export function ShortcutsTab() {
  return (
    <>
      <p className="text-ink-soft">{m.shortcutsLead()}</p>
      <ShortcutList />
      <SwitchRow of={singleKeys} label={m.keySingle()} lead={m.keySingleLead()} />
    </>
  );
}

export function ShortcutList() {
  return (
    <dl className="shortcuts">
      {allShortcuts().map(({ keys, label }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="ltr">
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
