import clsx from 'clsx';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** A drawer slides in from the side and shows no title. */
  isDrawer?: boolean;
  isWide?: boolean;
  /** A palette stands at the top, lays out its own content and shows no title. */
  isPalette?: boolean;
  /** A sheet slides up from below, lays out its own content and shows no title. */
  isSheet?: boolean;
  /** Something was typed that a click beside it must not lose. */
  isDirty?: boolean;
};

/**
 * The browser's own modal dialog: focus trap, Esc, inert page and top layer come with it, without the <style> elements
 * that scroll-lock libraries inject and our CSP refuses.
 */
export function Dialog({
  title,
  onClose,
  children,
  isDrawer = false,
  isWide = false,
  isPalette = false,
  isSheet = false,
  isDirty = false,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** A text that is selected may end with a release out there. */
  const isPressedOutside = useRef(false);
  const titleId = useId();
  useModal(dialog);

  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a modal dialog already; the click is on its backdrop.
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={
        isDrawer
          ? 'drawer'
          : clsx('dialog', isWide && 'dialog-wide', isPalette && 'palette', isSheet && 'sheet')
      }
      // React brings both also from a dialog that a part of this one has opened.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget) onClose();
      }}
      onPointerDown={(event) => {
        isPressedOutside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        const isOutside = isPressedOutside.current && event.target === event.currentTarget;
        if (isOutside && !isDirty) onClose();
      }}
    >
      <div
        className={clsx(
          isDrawer ? 'flex h-full flex-col' : isPalette ? 'palette-body' : !isSheet && 'p-5 sm:p-6',
        )}
      >
        <h2
          id={titleId}
          className={isDrawer || isPalette || isSheet ? 'sr-only' : 'mb-2 text-lg font-semibold'}
        >
          {title}
        </h2>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}

function useModal(dialog: React.RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [dialog]);
}
