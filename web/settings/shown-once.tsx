import { m } from '../lib/messages.ts';
import { CopyButton } from '../message/copy-button.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = { title: string; lead: string; copy: string; secret: string; onClose: () => void };

/** A secret, to be copied now or never. */
export function ShownOnce({ title, lead, copy, secret, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-ink-soft">{lead}</p>
      <div className="mt-3 flex items-center gap-2">
        <code className="field min-w-0 flex-1 px-3 py-2 text-sm break-all" dir="ltr">
          {secret}
        </code>
        <CopyButton text={() => secret} label={copy} />
      </div>
      <div className="mt-5 flex justify-end">
        <Button kind="primary" onClick={onClose}>
          {m.tokenDone()}
        </Button>
      </div>
    </Dialog>
  );
}
