/** The figures of a lab. Visible ones are drawn at once; others when scrolled into view, or after the run. */
import type { TimeScale } from "../charts/time_scale";
import { whenIdle } from "./redraw";
import type { Arm } from "./run_store";

export interface Figure {
  readonly root: HTMLElement;
  draw(arms: Arm[], scale: TimeScale): void;
  /** Redraw only what depends on the selected step. */
  drawCursor(scale: TimeScale): void;
  /** Called when the prediction of theory has arrived. */
  drawTheory?(): void;
}

const NEARLY_IN_SIGHT = "30% 0px";

export class Gallery {
  private readonly figures = new Map<Element, Figure>();
  private readonly inSight = new Set<Figure>();
  private readonly stale = new Set<Figure>();
  private isWhole = false;
  private drawOne: (figure: Figure) => void = () => undefined;
  private readonly observer = new IntersectionObserver((entries) => this.look(entries), {
    rootMargin: NEARLY_IN_SIGHT,
  });

  constructor(gone: AbortSignal) {
    gone.addEventListener("abort", () => this.observer.disconnect());
    addEventListener("beforeprint", () => this.drawStale(), { signal: gone });
  }

  add(figure: Figure): void {
    this.figures.set(figure.root, figure);
    this.observer.observe(figure.root);
  }

  /** isWhole: no more data will follow, so that figures out of view are drawn, too. */
  draw(arms: Arm[], scale: TimeScale, isWhole: boolean): void {
    this.drawOne = (figure) => {
      this.stale.delete(figure);
      figure.draw(arms, scale);
    };
    this.isWhole = isWhole;
    if (isWhole) this.hideBlank(arms);
    for (const figure of this.figures.values()) this.stale.add(figure);
    for (const figure of this.inSight) this.drawOne(figure);
    if (isWhole) this.drawRest();
  }

  drawCursor(scale: TimeScale): void {
    for (const figure of this.figures.values()) if (!this.stale.has(figure)) figure.drawCursor(scale);
  }

  drawTheory(): void {
    for (const figure of this.figures.values()) if (!this.stale.has(figure)) figure.drawTheory?.();
  }

  /** A chart of something that was not recorded is left out, once it is known. */
  private hideBlank(arms: Arm[]): void {
    if (!arms.some((arm) => arm.rows["loss"]?.length)) return;
    for (const { root } of this.figures.values()) {
      const name = root.dataset["chart"] ?? root.dataset["spread"] ?? "";
      root.hidden = !arms.some((arm) => arm.rows[name]?.length);
    }
  }

  private look(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const figure = this.figures.get(target);
      if (!figure) continue;
      if (!isIntersecting) this.inSight.delete(figure);
      else {
        this.inSight.add(figure);
        if (this.stale.has(figure)) this.drawOne(figure);
      }
    }
  }

  /** Draw one figure at a time while the browser is idle. */
  private drawRest(): void {
    whenIdle(() => {
      const [next] = this.stale;
      if (!next || !this.isWhole) return;
      this.drawOne(next);
      this.drawRest();
    });
  }

  private drawStale(): void {
    for (const figure of [...this.stale]) this.drawOne(figure);
  }
}
