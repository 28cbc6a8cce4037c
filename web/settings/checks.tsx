type Props<Value extends string> = {
  label: string;
  /** The label is on screen; otherwise only screen readers say it. */
  isLabelShown?: boolean;
  options: readonly { value: Value; label: string }[];
  chosen: readonly Value[];
  onChoose: (chosen: Value[]) => void;
  problem: string | undefined;
};

/** Any of a few. */
export function Checks<Value extends string>({ label, isLabelShown, options, ...rest }: Props<Value>) {
  const { chosen, onChoose, problem } = rest;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className={isLabelShown ? 'mb-1.5 text-sm font-medium' : 'sr-only'}>{label}</legend>
      {options.map(({ value, label }) => (
        <label key={value} className="flex min-h-6 coarse:min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4.5 accent-accent"
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />
          {label}
        </label>
      ))}
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
