/** The step that is looked at: every picture of a lab shares one. Until someone moves it, it follows the run. */
import { LEFT, RIGHT } from "./margins";
import type { TimeScale } from "./time_scale";

export class Cursor {
  step = 0;
  isFollowing = true;
  private last = 0;

  constructor(private readonly moved: () => void) {}

  /** There are numbers up to that step now. */
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

/** A thin line over a picture whose horizontal axis are the steps; a press in the picture moves the cursor there. */
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
    place.addEventListener("click", (event) => {
      const box = place.getBoundingClientRect();
      const across = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
      if (this.scale && across >= 0 && across <= 1) cursor.moveTo(this.scale.stepAt(across));
    });
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
