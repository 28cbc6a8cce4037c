import { XIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { m } from '../lib/messages.ts';
import { dismissToast, holdToasts, useToasts } from '../lib/toast.ts';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { useTopDialog } from './use-top-dialog.ts';

/** Stands in the topmost dialog, where it can be seen, heard and used. */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  const place = useTopDialog();
  const region = useRef<HTMLDivElement>(null);
  const look = () => holdToasts(isLookedAt(region.current));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a toast that goes takes its leave event with it.
  useEffect(look, [toasts, place]);
  return createPortal(
    <div
      ref={region}
      role="status"
      className="toaster"
      onPointerEnter={look}
      onPointerLeave={look}
      onFocus={look}
      onBlur={look}
    >
      {toasts.map(({ id, text, action }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          {action && (
            <Button
              onClick={() => {
                dismissToast(id);
                action.onChoose();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label={m.dismiss()} size="small" onClick={() => dismissToast(id)}>
            <XIcon size={14} />
          </IconButton>
        </div>
      ))}
    </div>,
    place,
  );
}

/** After a touch the browser leaves :hover where the finger was. */
function isLookedAt(region: Element | null): boolean {
  const isHovering = matchMedia('(hover: hover)').matches && region?.matches(':hover');
  return isHovering || (region?.matches(':focus-within') ?? false);
}
