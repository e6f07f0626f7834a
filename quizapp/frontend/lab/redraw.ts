const GATHER_MILLISECONDS = 16; // what comes in one burst is drawn once
const REST_MILLISECONDS = 80;
const RESTS_PER_DRAWING = 2; // the machine may be training the network at the same time

/** Call `draw` soon, however often it is asked for; never while hidden, and never for more than a third of the time. */
export function soon(draw: () => void): () => void {
  let isAsked = false;
  let notBefore = 0;
  const run = (): void => {
    const start = performance.now();
    isAsked = false;
    draw();
    setTimeout(() => {
      const end = performance.now(); // painted, too
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

/** When the browser has nothing better to do. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 30);
}
