import { XIcon } from 'lucide-react';
import { m } from '../lib/messages.ts';
import { dismissToast, useToasts } from '../lib/toast.ts';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2 px-4"
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
    </div>
  );
}
