const mostWaitMs = 60;

/**
 * Calls `paint` at most once a frame, and less often when painting is dear: after a commit that cost c ms it waits half
 * as long again, so that rendering takes at most two fifths of the main thread and typing stays smooth. A hidden tab has
 * no frames, so it only buffers.
 */
export function createPainter(paint: () => void): { request: () => void; cancel: () => void } {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRequested = false;
  let costMs = 0;
  let restUntil = 0;

  function request(): void {
    if (isRequested) return;
    isRequested = true;
    const restMs = restUntil - performance.now();
    if (restMs > 4) timer = setTimeout(nextFrame, restMs);
    else nextFrame();
  }

  function nextFrame(): void {
    frame = requestAnimationFrame(() => {
      isRequested = false;
      const startedAt = performance.now();
      paint();
      // React commits in a microtask; a timer runs after it and after the frame's layout.
      setTimeout(() => {
        const endedAt = performance.now();
        costMs = costMs * 0.7 + (endedAt - startedAt) * 0.3;
        restUntil = endedAt + Math.min(mostWaitMs, costMs * 1.5);
      });
    });
  }

  function cancel(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    isRequested = false;
  }

  return { request, cancel };
}
