const GATHER_MILLISECONDS = 16; // events that arrive together are drawn once
const REST_MILLISECONDS = 80;
const RESTS_PER_DRAWING = 2; // the machine may be training the network at the same time

/** Combine requests into one call of `draw`; none while the page is hidden, and for at most a third of the time. */
export function soon(draw: () => void): () => void {
  let isAsked = false;
  let notBefore = 0;
  const run = (): void => {
    const start = performance.now();
    isAsked = false;
    draw();
    setTimeout(() => {
      const end = performance.now(); // includes painting
      notBefore = Math.max(notBefore, end + Math.max(REST_MILLISECONDS, RESTS_PER_DRAWING * (end - start)));
    });
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    const wait = Math.max(GATHER_MILLISECONDS, notBefore - performance.now());
    setTimeout(() => requestAnimationFrame(run), wait);
  };
}

/** Run the callback when the browser is idle. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 30);
}
