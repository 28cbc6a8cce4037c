import { useCallback } from 'react';
import { useMutation } from 'urql';
import { m } from '../lib/messages.ts';
import { showToast } from '../lib/toast.ts';
import { StopGeneration } from './documents.ts';

/** Asks the server to stop; the stream itself tells when it has. */
export function useStopGeneration(): (generationId: string) => void {
  const [, stop] = useMutation(StopGeneration);
  return useCallback(
    (generationId: string) => {
      void stop({ input: { generationId } }).then(({ data }) => {
        if (!data) showToast(m.errorStopFailed());
      });
    },
    [stop],
  );
}
