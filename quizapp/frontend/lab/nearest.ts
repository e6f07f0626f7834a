/** What to do about a run that is too large: one button that takes the nearest setting that fits, and runs. */
import type { ProblemDetails } from "#schemas";

import { message } from "../messages";
import type { Knobs } from "./knobs";
import type { Settings } from "./settings";

export class Nearest {
  private readonly button: HTMLButtonElement | null;
  private fit: NonNullable<ProblemDetails["nearest"]> | null = null;

  constructor(
    root: Element,
    private readonly settings: () => Settings | null,
    private readonly knobs: Knobs | null,
    run: () => void,
  ) {
    this.button = root.querySelector("[data-nearest]");
    this.button?.addEventListener("click", () => {
      if (!this.fit) return;
      const { field, value } = this.fit;
      const open = settings();
      if (open) open.atMost(field, value);
      else knobs?.atMost(field, value);
      run();
    });
  }

  show(problem: ProblemDetails | null): void {
    if (!this.button) return;
    this.fit = problem?.nearest ?? null;
    const label = this.fit && (this.settings()?.label(this.fit.field) ?? this.knobs?.labelOf(this.fit.field));
    this.button.hidden = !label;
    if (label && this.fit) this.button.textContent = message("nearest.use", { setting: label, value: this.fit.value });
  }
}
