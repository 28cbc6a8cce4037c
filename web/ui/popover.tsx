import clsx from 'clsx';
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react';
import { type MenuPlace, useMenuPlace } from './use-menu-place.ts';

type Props = Partial<MenuPlace> & {
  trigger: ReactElement<ComponentProps<'button'>>;
  label: string;
  children: ReactNode;
  className?: string;
};

/** A button that explains itself, on the browser's popover as in menu.tsx. Its content exists only while it is open. */
export function Popover({ trigger, label, align = 'start', side = 'top', className, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  useMenuPlace({ menu: panel, button, isOpen, align, side });
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        popoverTarget: id,
        'aria-haspopup': 'dialog',
        'aria-expanded': isOpen,
      })}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        tabIndex={-1}
        aria-label={label}
        className={clsx('menu p-4 text-sm', className)}
        onBeforeToggle={(event) => setIsOpen(event.newState === 'open')}
      >
        {isOpen && children}
      </div>
    </>
  );
}
