import { m } from '../lib/messages.ts';

const prefixes = [
  { prefix: '""', label: m.searchHelpPhrase },
  { prefix: '-', label: m.searchHelpNot },
  { prefix: 'in:title', label: m.searchHelpTitle },
  { prefix: 'role:me', label: m.searchHelpRole },
  { prefix: 'is:pinned', label: m.searchHelpPinned },
  { prefix: 'is:archived', label: m.searchHelpArchived },
  { prefix: 'after:', label: m.searchHelpAfter },
  { prefix: 'before:', label: m.searchHelpBefore },
  { prefix: 'project:', label: m.searchHelpProject },
  { prefix: 'model:', label: m.searchHelpModel },
];

/** The language of the search box, one line of it; a press types it. */
export function PrefixHelp({ onPick }: { onPick: (text: string) => void }) {
  return (
    <fieldset className="palette-help">
      <legend className="sr-only">{m.searchHelp()}</legend>
      {prefixes.map(({ prefix, label }) => (
        <button
          key={prefix}
          type="button"
          className="palette-chip"
          title={label()}
          aria-label={`${prefix} ${label()}`}
          onClick={() =>
            onPick(prefix === '""' ? '"' : prefix.endsWith(':') || prefix === '-' ? prefix : `${prefix} `)
          }
        >
          <span dir="ltr">{prefix}</span>
        </button>
      ))}
    </fieldset>
  );
}
