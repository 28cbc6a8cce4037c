import { PanelLeftIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { m } from '../lib/messages.ts';
import { IconButton } from './icon-button.tsx';

type Props = { title: string; onOpenSidebar: (() => void) | null; children: ReactNode };

/** A page that is no chat: its title at the top, its content in a column that scrolls. */
export function Page({ title, onOpenSidebar, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What had the focus went with the page before. Whoever has only just come begins at the top.
    const isLost = document.activeElement === document.body && navigator.userActivation?.hasBeenActive;
    if (isLost) heading.current?.focus();
  }, []);
  return (
    <>
      <header className="chat-header">
        {onOpenSidebar && (
          <IconButton label={m.openSidebar()} onClick={onOpenSidebar}>
            <PanelLeftIcon size={18} />
          </IconButton>
        )}
        <h1 ref={heading} tabIndex={-1} className="text-sm font-medium">
          {title}
        </h1>
      </header>
      <div className="page-scroll">
        <div className="page">{children}</div>
      </div>
    </>
  );
}
