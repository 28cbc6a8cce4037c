/** Says when somebody may be about to select text in `view`, and when nothing is selected any more. */
export function watchSelecting(
  view: HTMLElement,
  onChange: (isSelecting: boolean) => void,
  signal: AbortSignal,
): void {
  let isPressed = false;
  let isSelecting = false;
  const press = ({ button }: PointerEvent) => {
    if (button !== 0) return;
    isPressed = true;
    isSelecting = true;
    onChange(true);
  };
  const look = () => {
    if (!isSelecting || isPressed || getSelection()?.isCollapsed === false) return;
    isSelecting = false;
    onChange(false);
  };
  const release = () => {
    isPressed = false;
    look();
  };
  view.addEventListener('pointerdown', press, { signal });
  document.addEventListener('pointerup', release, { signal });
  document.addEventListener('pointercancel', release, { signal });
  document.addEventListener('selectionchange', look, { signal });
}
