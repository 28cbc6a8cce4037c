import { m } from '../lib/messages.ts';
import { allShortcuts } from '../lib/shortcuts.ts';
import { PreferenceCheck } from './preference-check.tsx';

export function ShortcutsTab() {
  return (
    <>
      <p className="text-ink-soft">{m.shortcutsLead()}</p>
      <ShortcutList />
      <PreferenceCheck preference="single-keys-off" isOff label={m.keySingle()} lead={m.keySingleLead()} />
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
