import { useState } from 'react';
import { wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { useProfile } from './use-profile.ts';

const longest = 20_000;

export function InstructionsTab() {
  const { profile, isSaving, save } = useProfile();
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const stored = profile?.instructions ?? '';
  const text = typed ?? stored;

  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault();
    setError(await save({ instructions: text }));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="text-ink-soft">{m.instructionsLead()}</p>
      <TextArea
        label={m.instructionsField()}
        rows={10}
        maxLength={longest}
        value={text}
        error={error}
        hint={m.instructionsHint({ left: wholeNumber(longest - text.length) })}
        disabled={profile === null}
        onChange={setTyped}
      />
      <div>
        <Button type="submit" kind="primary" disabled={isSaving || profile === null || text === stored}>
          {m.save()}
        </Button>
      </div>
    </form>
  );
}
