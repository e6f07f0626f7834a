/** What the run would cost as the knobs stand now, said before anything is computed. */
import { message } from "../messages";
import { shown } from "../numbers";
import type { RunRequest } from "./run_client";
import { estimateRun } from "./run_client";

const MILLISECONDS_OF_REST = 250;

export class CostLine {
  private readonly place: HTMLElement | null;
  private timer = 0;
  private question = 0;

  constructor(root: Element) {
    this.place = root.querySelector("[data-cost]");
  }

  /** Ask once the knobs have come to rest. */
  ask(request: () => RunRequest): void {
    if (!this.place) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.answer(request()), MILLISECONDS_OF_REST);
  }

  private async answer(request: RunRequest): Promise<void> {
    const question = (this.question += 1);
    const seconds = await estimateRun(request);
    if (!this.place || question !== this.question) return;
    this.place.textContent = seconds === null ? "" : message("cost.about", { seconds: shown(Math.max(seconds, 0.01), 1) });
  }
}
