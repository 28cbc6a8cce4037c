import clsx from 'clsx';
import { type ReactNode, useEffect, useRef } from 'react';

type Props = {
  id: string;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
  className?: string | false;
  children: ReactNode;
};

/** One option below a box that keeps the focus: the active one is in view. */
export function ComboOption({ id, isActive, onPoint, onChoose, className, children }: Props) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the focus stays in the box above, which handles the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: an option of a combobox is never focused itself.
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={isActive}
      className={clsx('palette-option', className)}
      onMouseMove={isActive ? undefined : onPoint}
      onClick={onChoose}
    >
      {children}
    </div>
  );
}
