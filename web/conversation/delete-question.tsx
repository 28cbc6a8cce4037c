import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = { title: string; onCancel: () => void; onConfirm: () => void };

export function DeleteQuestion({ title, onCancel, onConfirm }: Props) {
  return (
    <Dialog title={m.deleteTitle()} onClose={onCancel}>
      <p className="break-words text-ink-soft">{m.deleteLead(title)}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onCancel}>{m.cancel()}</Button>
        <Button kind="danger" onClick={onConfirm}>
          {m.delete()}
        </Button>
      </div>
    </Dialog>
  );
}
