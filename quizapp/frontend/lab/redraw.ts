/** Call `draw` soon, however often it is asked for: at most once in a while, and never while hidden. */
export function soon(draw: () => void, milliseconds = 60): () => void {
  let timer: number | undefined;
  let last = 0;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    draw();
  };
  return () => {
    timer ??= setTimeout(run, Math.max(0, milliseconds - (performance.now() - last)));
  };
}
