import { m } from '../lib/messages.ts';
import { allShortcuts } from '../lib/shortcuts.ts';

export function ShortcutsTab() {
  return (
    <>
      <p className="text-ink-soft">{m.shortcutsLead()}</p>
      <ShortcutList />
    </>
  );
}

export function ShortcutList() {
  return (
    <dl className="shortcuts">
      {allShortcuts().map(({ keys, label }) => (
        <div key={keys.join()}>
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
