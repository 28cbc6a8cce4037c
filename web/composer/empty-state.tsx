import { m } from '../lib/messages.ts';
import { Mark } from '../ui/mark.tsx';
import { suggestions } from './suggestion-texts.ts';

export function Greeting({ name }: { name: string }) {
  return (
    <div className="mb-7 flex flex-col items-center gap-4 text-center">
      <Mark size={44} />
      <div>
        <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-[1.75rem]">
          {greeting(name)}
        </h1>
        <p className="mt-1 text-ink-soft">{m.greetingLead()}</p>
      </div>
    </div>
  );
}

export function Suggestions({ onSuggest }: { onSuggest: (text: string) => void }) {
  return (
    <ul aria-label={m.suggestions()} className="mt-2 grid gap-2 px-4 sm:grid-cols-2">
      {suggestions().map(({ title, text }) => (
        <li key={title}>
          <button type="button" className="suggestion" onClick={() => onSuggest(text)}>
            <span className="font-medium" dir="auto">
              {title}
            </span>
            <span className="line-clamp-1 text-sm text-ink-soft sm:line-clamp-2" dir="auto">
              {text}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function greeting(name: string): string {
  const hour = new Date().getHours();
  if (hour >= 5 && hour < 12) return m.greetingMorning({ name });
  return hour >= 12 && hour < 18 ? m.greetingAfternoon({ name }) : m.greetingEvening({ name });
}
