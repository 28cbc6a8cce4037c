import { m } from '../lib/messages.ts';
import { allShortcuts, switchSingleKeys, useSingleKeys } from '../lib/shortcuts.ts';

export function ShortcutsTab() {
  return (
    <>
      <p className="text-ink-soft">{m.shortcutsLead()}</p>
      <ShortcutList />
      <label className="flex items-baseline gap-2">
        <input
          type="checkbox"
          checked={useSingleKeys(({ areOn }) => areOn)}
          onChange={(event) => switchSingleKeys(event.target.checked)}
        />
        <span>
          {m.keySingle()}
          <span className="block text-sm text-ink-soft">{m.keySingleLead()}</span>
        </span>
      </label>
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
