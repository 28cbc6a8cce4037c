import clsx from 'clsx';
import type { ComponentProps } from 'react';

type Props = ComponentProps<'button'> & { kind?: 'primary' | 'plain' | 'danger'; isWide?: boolean };

const kinds = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border border-line-strong bg-raised text-ink hover:bg-hover',
  danger: 'bg-danger text-on-danger hover:brightness-95',
};

export function Button({ kind = 'plain', isWide = false, className, type = 'button', ...props }: Props) {
  return (
    <button
      type={type}
      className={clsx(
        'inline-flex min-h-9 items-center justify-center gap-2 rounded-control px-4 text-sm font-medium transition-colors',
        'disabled:pointer-events-none disabled:opacity-50 coarse:min-h-11',
        kinds[kind],
        isWide && 'w-full',
        className,
      )}
      {...props}
    />
  );
}
