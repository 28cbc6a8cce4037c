import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = {
  title: string;
  lead: string;
  confirm?: string;
  onCancel: () => void;
  onConfirm: () => void;
};

/** Asked only before what cannot be undone. */
export function DeleteQuestion({ title, lead, confirm, onCancel, onConfirm }: Props) {
  return (
    <Dialog title={title} onClose={onCancel}>
      <p className="break-words text-ink-soft">{lead}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onCancel}>{m.cancel()}</Button>
        <Button kind="danger" onClick={onConfirm}>
          {confirm ?? m.deleteForGood()}
        </Button>
      </div>
    </Dialog>
  );
}
