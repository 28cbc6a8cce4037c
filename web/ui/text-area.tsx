import { type ComponentProps, useId } from 'react';

type Props = Omit<ComponentProps<'textarea'>, 'onChange'> & {
  label: string;
  error?: string | null;
  hint?: string;
  onChange: (value: string) => void;
};

/** Field, for text of several lines. */
export function TextArea({ label, error = null, hint, onChange, ...props }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        className="field block min-h-24 resize-y px-3.5 py-2.5"
        dir="auto"
        aria-invalid={error !== null}
        aria-describedby={note ? noteId : undefined}
        onChange={(event) => onChange(event.target.value)}
        {...props}
      />
      {note && (
        <p id={noteId} role={error ? 'alert' : undefined} className="field-note" data-error={error !== null}>
          {note}
        </p>
      )}
    </div>
  );
}
