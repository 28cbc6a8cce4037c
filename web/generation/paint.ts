const mostRestMs = 250;
/** A wait that is longer than a frame need not wait for one more. */
const frameMs = 17;

/**
 * Calls `paint` at most once a frame, and less often when painting is dear: after a paint that cost c ms it rests half
 * as long again, so that rendering takes at most two fifths of the main thread and typing stays smooth. A hidden tab has
 * no frames, so it only buffers.
 */
export function createPainter(paint: () => void): { request: () => void; cancel: () => void } {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRequested = false;
  let costMs = 0;
  let restUntil = 0;

  const restMs = () => Math.min(mostRestMs, costMs * 1.5);

  function request(): void {
    if (isRequested) return;
    isRequested = true;
    const waitMs = restUntil - performance.now();
    if (waitMs > frameMs && !document.hidden) timer = setTimeout(paintNow, waitMs);
    else if (waitMs > 4) timer = setTimeout(nextFrame, waitMs);
    else nextFrame();
  }

  function nextFrame(): void {
    frame = requestAnimationFrame(paintNow);
  }

  function paintNow(): void {
    isRequested = false;
    const startedAt = performance.now();
    paint();
    // React commits in a microtask of its own before this one; the layout belongs to the frame, and a timer runs after it.
    queueMicrotask(() => {
      const committedAt = performance.now();
      restUntil = committedAt + restMs();
      requestAnimationFrame(() => {
        const frameAt = performance.now();
        setTimeout(() => {
          const endedAt = performance.now();
          costMs = costMs * 0.7 + (committedAt - startedAt + endedAt - frameAt) * 0.3;
          restUntil = endedAt + restMs();
        });
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
