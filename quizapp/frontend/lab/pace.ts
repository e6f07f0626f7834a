/** Limits the speed at which a run is shown: the first steps one by one, then more and more at a time. */

const FIRST_STEPS = 8;
const MILLISECONDS_EACH = 260;
const MILLISECONDS_AFTER = 30;

export class Pace {
  step = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  start(available: () => number, show: () => void): void {
    clearTimeout(this.timer);
    this.step = 0;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const advance = (): void => {
      const ready = available();
      if (this.step < ready) {
        this.step = isStill ? ready : Math.min(ready, this.step + Math.max(1, Math.floor(this.step / 12)));
        show();
      }
      this.timer = setTimeout(advance, this.step < FIRST_STEPS && !isStill ? MILLISECONDS_EACH : MILLISECONDS_AFTER);
    };
    advance();
  }

  /** Resolves when everything received has been shown. */
  async settled(available: () => number): Promise<void> {
    while (this.step < available()) await new Promise((resolve) => setTimeout(resolve, 40));
    clearTimeout(this.timer);
  }
}
