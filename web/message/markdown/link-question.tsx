import { copyText } from '../../lib/clipboard.ts';
import { m } from '../../lib/messages.ts';
import { showToast } from '../../lib/toast.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export function LinkQuestion({ url, onClose }: { url: URL; onClose: () => void }) {
  const open = () => {
    window.open(url.href, '_blank', 'noopener,noreferrer');
    onClose();
  };
  const copy = async () => {
    showToast((await copyText(url.href)) ? m.copied() : m.copyFailed());
    onClose();
  };
  return (
    <Dialog title={m.linkTitle()} onClose={onClose}>
      <p className="text-ink-soft">{m.linkLead()}</p>
      <p className="mt-3 max-h-40 overflow-auto break-all rounded-control bg-sunken p-3 font-mono text-sm">
        {url.href}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button onClick={copy}>{m.linkCopy()}</Button>
        <Button kind="primary" onClick={open} autoFocus>
          {m.linkOpen()}
        </Button>
      </div>
    </Dialog>
  );
}
