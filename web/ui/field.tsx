import { type ComponentProps, type ReactNode, useId } from 'react';

type Props = Omit<ComponentProps<'input'>, 'onChange'> & {
  label: string;
  error: string | null;
  hint?: string;
  end?: ReactNode;
  onChange: (value: string) => void;
};

export function Field({ label, error, hint, end, onChange, ...props }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          className="field h-11 px-3.5 data-[end=true]:pe-12"
          data-end={end !== undefined}
          aria-invalid={error !== null}
          aria-describedby={note ? noteId : undefined}
          onChange={(event) => onChange(event.target.value)}
          {...props}
        />
        {end}
      </div>
      {note && (
        <p id={noteId} role={error ? 'alert' : undefined} className="field-note" data-error={error !== null}>
          {note}
        </p>
      )}
    </div>
  );
}
