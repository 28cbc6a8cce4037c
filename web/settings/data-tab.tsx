import { useId, useState } from 'react';
import { decimal, wholeNumber } from '../lib/format.ts';
import { m } from '../lib/messages.ts';
import { saveFile } from '../lib/save-file.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';
import { type ExportState, useExport } from './use-export.ts';

export function DataTab() {
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <section className="flex flex-col items-start gap-3">
        <h2 className="font-semibold">{m.exportTitle()}</h2>
        <p className="text-ink-soft">{m.exportLead()}</p>
        <ExportPanel />
      </section>
      <section className="flex flex-col items-start gap-3 border-t border-line pt-5">
        <h2 className="font-semibold">{m.deleteAccount()}</h2>
        <p className="text-ink-soft">{m.deleteAccountLead()}</p>
        <Button kind="danger" onClick={() => setIsDeleting(true)}>
          {m.deleteAccountOpen()}
        </Button>
      </section>
      {isDeleting && <DeleteAccountDialog onClose={() => setIsDeleting(false)} />}
    </>
  );
}

function ExportPanel() {
  const { state, start, cancel } = useExport();
  if (state.kind === 'running') return <Running state={state} onCancel={cancel} />;
  if (state.kind === 'ready') {
    const { file, chats } = state.exported;
    return (
      <>
        <p role="status">{m.exportReady({ chats, size: sizeOf(file) })}</p>
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" onClick={() => saveFile(file)}>
            {m.exportDownload()}
          </Button>
          <Button onClick={start}>{m.exportAgain()}</Button>
        </div>
      </>
    );
  }
  return (
    <>
      {state.kind === 'failed' && <Notice kind="error">{m.exportFailed()}</Notice>}
      {state.kind === 'cancelled' && <p role="status">{m.exportCancelled()}</p>}
      <Button kind="primary" onClick={start}>
        {m.exportStart()}
      </Button>
    </>
  );
}

type RunningProps = { state: Extract<ExportState, { kind: 'running' }>; onCancel: () => void };

function Running({ state: { progress }, onCancel }: RunningProps) {
  const id = useId();
  const said = progress
    ? m.exportProgress({ done: wholeNumber(progress.done), total: wholeNumber(progress.total) })
    : m.exportStarting();
  return (
    <>
      <p id={id} className="tabular-nums">
        {said}
      </p>
      <progress
        aria-labelledby={id}
        className="progress"
        max={progress?.total ?? 1}
        value={progress?.done ?? 0}
      />
      <Button onClick={onCancel}>{m.cancel()}</Button>
    </>
  );
}

const sizeOf = (file: File): string =>
  m.megabytes({ size: decimal(Math.max(file.size / 1e6, 0.01), file.size < 1e6 ? 2 : 1) });
