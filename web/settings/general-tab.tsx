import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useProfile } from './use-profile.ts';

export function GeneralTab() {
  const { profile, isSaving, save } = useProfile();
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const name = typed ?? profile?.displayName ?? '';

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    setError(name.trim() === '' ? m.errorName() : await save({ displayName: name }));
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-3">
      <div className="w-full max-w-sm">
        <Field label={m.displayName()} value={name} maxLength={100} error={error} onChange={setTyped} />
      </div>
      <Button type="submit" kind="primary" disabled={isSaving || name === profile?.displayName}>
        {m.save()}
      </Button>
    </form>
  );
}
