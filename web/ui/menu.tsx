import clsx from 'clsx';
import { CheckIcon } from 'lucide-react';
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react';
import { Later, part } from './later.tsx';
import { moveFocus } from './menu-keys.ts';
import { type MenuPlace, useMenuPlace } from './use-menu-place.ts';

const actionSheet = part(() => import('./action-sheet.tsx'));

let isForSheet = false;

/** Opens the menu of a button at the bottom of the screen instead of beside it. */
export function openAsSheet(button: HTMLElement): void {
  // Where the focus returns to.
  button.focus({ preventScroll: true });
  isForSheet = true;
  button.click();
  isForSheet = false;
}

type Trigger = ReactElement<ComponentProps<'button'>>;

type MenuProps = Partial<MenuPlace> & {
  trigger: Trigger;
  label: string;
  children: ReactNode;
  /** Comes before the items in a sheet: what stands beside the button on screen. */
  inSheet?: ReactNode;
  className?: string;
};

/**
 * A menu button on the browser's popover: top layer, Esc, outside click and focus return come with it, also inside a
 * modal dialog. Its items exist only while it is open.
 */
export function Menu({
  trigger,
  label,
  align = 'start',
  side = 'bottom',
  className,
  inSheet,
  children,
}: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isSheet, setIsSheet] = useState(false);
  const closeSheet = () => setIsSheet(false);
  useMenuPlace({ menu, button, isOpen, align, side });

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        popoverTarget: id,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          menu.current?.showPopover();
        },
      })}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={clsx('menu', className)}
        onBeforeToggle={(event) => {
          const isOpening = event.newState === 'open';
          if (isOpening && isForSheet) {
            event.preventDefault();
            return setIsSheet(true);
          }
          // The items go with the closing: with the focus on one of them, the browser could not return it.
          if (!isOpening && menu.current?.contains(document.activeElement)) button.current?.focus();
          setIsOpen(isOpening);
        }}
        onKeyDown={moveFocus}
      >
        {isOpen && children}
      </div>
      {isSheet && (
        <Later
          part={actionSheet}
          props={{
            label,
            onClose: closeSheet,
            children: (
              <>
                {inSheet}
                {children}
              </>
            ),
          }}
          onMissing={closeSheet}
        />
      )}
    </>
  );
}

function closeMenuOf(item: Element): void {
  item.closest<HTMLElement>('[popover]')?.hidePopover();
  item.closest('.sheet')?.dispatchEvent(new Event('cancel'));
}

type ItemProps = { icon?: ReactNode; children: ReactNode; isDanger?: boolean; onSelect: () => void };

export function MenuItem({ icon, children, isDanger = false, onSelect }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={clsx('menu-item', isDanger && 'text-danger')}
      onClick={(event) => {
        closeMenuOf(event.currentTarget);
        onSelect();
      }}
    >
      {icon}
      {children}
    </button>
  );
}

export function MenuLink({ icon, children, href }: { icon?: ReactNode; children: ReactNode; href: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      role="menuitem"
      tabIndex={-1}
      className="menu-item"
      onClick={(event) => closeMenuOf(event.currentTarget)}
    >
      {icon}
      {children}
    </a>
  );
}

export function MenuChoice({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu.
    <div role="group" aria-label={label}>
      <p className="menu-label" aria-hidden>
        {label}
      </p>
      {children}
    </div>
  );
}

type OptionProps = { isChosen: boolean; children: ReactNode; onChoose: () => void };

export function MenuOption({ isChosen, children, onChoose }: OptionProps) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isChosen}
      tabIndex={-1}
      className="menu-item"
      onClick={(event) => {
        closeMenuOf(event.currentTarget);
        onChoose();
      }}
    >
      <span className="min-w-0 flex-1">{children}</span>
      <CheckIcon size={16} aria-hidden className={clsx('shrink-0 text-accent', !isChosen && 'invisible')} />
    </button>
  );
}

export function MenuNote({ children }: { children: ReactNode }) {
  return <p className="px-2.5 py-2 text-sm">{children}</p>;
}

export function MenuLine() {
  return <hr className="-mx-1 my-1 border-line" />;
}
