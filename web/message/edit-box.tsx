import { type KeyboardEvent, useState } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';

type Props = {
  text: string;
  onChange: (text: string) => void;
  onSave: (text: string) => Promise<boolean>;
  onCancel: () => void;
};

/** Writes a message anew, in its place. The text is kept elsewhere: the box goes while it is being sent. */
export function EditBox({ text, onChange, onSave, onCancel }: Props) {
  const [isSaving, setIsSaving] = useState(false);

  const save = async () => {
    if (text.trim() === '' || isSaving) return;
    setIsSaving(true);
    await onSave(text.trim());
    setIsSaving(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <form
      className="edit-box"
      aria-label={m.editMessage()}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        aria-label={m.editMessage()}
        dir="auto"
        maxLength={100_000}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex items-center justify-end gap-2">
        <p className="me-auto ps-2 text-xs text-ink-soft max-sm:sr-only">{m.editKeeps()}</p>
        <Button onClick={onCancel}>{m.cancel()}</Button>
        <Button kind="primary" type="submit" disabled={text.trim() === '' || isSaving}>
          {m.send()}
        </Button>
      </div>
    </form>
  );
}
