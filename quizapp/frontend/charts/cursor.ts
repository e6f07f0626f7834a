/** The selected step, shared by all figures of a lab. It follows the run until a reader moves it. */
import { LEFT, RIGHT } from "./margins";
import type { TimeScale } from "./time_scale";

export class Cursor {
  step = 0;
  isFollowing = true;
  private last = 0;

  constructor(private readonly moved: () => void) {}

  /** Numbers up to that step have arrived. */
  extend(last: number): void {
    this.last = Math.max(0, last);
    this.step = this.isFollowing ? this.last : Math.min(this.step, this.last);
  }

  moveTo(step: number): void {
    this.isFollowing = false;
    this.step = Math.min(this.last, Math.max(0, step));
    this.moved();
  }

  follow(): void {
    this.isFollowing = true;
    this.step = this.last;
  }
}

/** A thin line over a figure with steps on the horizontal axis; a press in the figure, or a drag, moves the cursor there. */
export class CursorLine {
  private readonly line = document.createElement("div");
  private scale: TimeScale | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly cursor: Cursor,
  ) {
    this.line.className = "cursor-line";
    this.line.hidden = true;
    place.classList.add("has-cursor");
    place.addEventListener("click", (event) => this.moveTo(event));
    place.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.moveTo(event);
    });
  }

  private moveTo(event: MouseEvent): void {
    const box = this.place.getBoundingClientRect();
    const across = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
    if (this.scale && across >= 0 && across <= 1) this.cursor.moveTo(this.scale.stepAt(across));
  }

  draw(scale: TimeScale): void {
    this.scale = scale;
    if (this.line.parentElement !== this.place) this.place.append(this.line);
    this.line.hidden = this.cursor.isFollowing;
    if (this.cursor.isFollowing) return;
    const share = Math.min(1, scale.at(this.cursor.step));
    this.line.style.left = `calc(${LEFT}px + ${share} * (100% - ${LEFT + RIGHT}px))`;
  }
}
