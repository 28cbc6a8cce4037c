import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { chooseTheme, type Theme, useTheme } from '../lib/theme.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useProfile } from './use-profile.ts';

const themes: { value: Theme; label: () => string }[] = [
  { value: 'system', label: m.themeSystem },
  { value: 'light', label: m.themeLight },
  { value: 'dark', label: m.themeDark },
];

export function GeneralTab() {
  const { profile, isSaving, save } = useProfile();
  const theme = useTheme((state) => state.theme);
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const name = typed ?? profile?.displayName ?? '';

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    setError(name.trim() === '' ? m.errorName() : await save({ displayName: name }));
  };
  return (
    <>
      <form onSubmit={submit} className="flex flex-col items-start gap-3">
        <div className="w-full max-w-sm">
          <Field label={m.displayName()} value={name} maxLength={100} error={error} onChange={setTyped} />
        </div>
        <Button type="submit" kind="primary" disabled={isSaving || name === profile?.displayName}>
          {m.save()}
        </Button>
      </form>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">{m.theme()}</legend>
        <div className="flex flex-wrap gap-2">
          {themes.map(({ value, label }) => (
            <label key={value} className="choice">
              <input
                type="radio"
                name="theme"
                checked={theme === value}
                onChange={() => chooseTheme(value)}
              />
              {label()}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}
