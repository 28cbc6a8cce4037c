import { useEffect, useRef, useState } from 'react';
import { type Exported, exportEverything, type Progress } from './export-everything.ts';

export type ExportState =
  | { kind: 'idle' | 'cancelled' | 'failed' }
  | { kind: 'running'; progress: Progress | null }
  | { kind: 'ready'; exported: Exported };

/** An export that can be cancelled; leaving the page cancels it, too. */
export function useExport() {
  const [state, setState] = useState<ExportState>({ kind: 'idle' });
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async () => {
    const cancel = new AbortController();
    running.current = cancel;
    const show = (next: ExportState) => running.current === cancel && setState(next);
    show({ kind: 'running', progress: null });
    try {
      const exported = await exportEverything(cancel.signal, (progress) => {
        if (!cancel.signal.aborted) show({ kind: 'running', progress });
      });
      show({ kind: 'ready', exported });
    } catch {
      show({ kind: cancel.signal.aborted ? 'cancelled' : 'failed' });
    }
  };
  const cancel = () => {
    running.current?.abort();
    setState({ kind: 'cancelled' });
  };
  return { state, start, cancel };
}
