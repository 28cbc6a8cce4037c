import { useState } from 'react';
import { m } from '../lib/messages.ts';
import { commandEnterKeys } from '../lib/shortcuts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PreferenceCheck } from './preference-check.tsx';
import { useProfile } from './use-profile.ts';

export function GeneralTab() {
  return (
    <>
      <NameForm />
      <fieldset className="mt-3 flex flex-col gap-4">
        <legend className="font-medium">{m.preferences()}</legend>
        <p className="text-ink-soft">{m.appearanceLead()}</p>
        <PreferenceCheck
          preference="command-enter-sends"
          label={m.preferCommandEnter({ keys: commandEnterKeys() })}
          lead={m.preferCommandEnterLead()}
        />
        <PreferenceCheck
          preference="unfollowed-answers"
          isOff
          label={m.preferFollow()}
          lead={m.preferFollowLead()}
        />
        <PreferenceCheck preference="whole-answers" label={m.preferWhole()} lead={m.preferWholeLead()} />
        <PreferenceCheck
          preference="unspoken-answers"
          isOff
          label={m.preferSpoken()}
          lead={m.preferSpokenLead()}
        />
      </fieldset>
    </>
  );
}

function NameForm() {
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
