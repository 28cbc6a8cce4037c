import { useEffect, useEffectEvent } from 'react';

/** Ctrl-P or ⌘-P prints the whole chat rather than the piece on screen. */
export function usePrintKey(isOn: boolean, onPrint: () => void): void {
  const run = useEffectEvent(onPrint);
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'p' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [isOn]);
}
