import clsx from 'clsx';
import type { ComponentProps } from 'react';

type Props = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string;
  size?: 'small' | 'normal';
  isPressed?: boolean;
  isRound?: boolean;
};

/** A button that shows an icon and says its label. */
export function IconButton({
  label,
  size = 'normal',
  isPressed,
  isRound = false,
  className,
  type = 'button',
  ...props
}: Props) {
  return (
    <button
      type={type}
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 text-ink-soft transition-colors',
        'hover:bg-hover hover:text-ink active:bg-pressed disabled:pointer-events-none disabled:opacity-40',
        'aria-pressed:bg-hover aria-pressed:text-ink aria-expanded:bg-hover aria-expanded:text-ink',
        isRound ? 'rounded-full' : 'rounded-control',
        size === 'small' ? 'h-7 min-w-7 px-1.5 text-xs coarse:h-11 coarse:min-w-11' : 'size-9 coarse:size-11',
        className,
      )}
      {...props}
    />
  );
}
