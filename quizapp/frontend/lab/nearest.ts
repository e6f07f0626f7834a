/** What to do about a run that is too large: one button that takes the nearest setting that fits, and runs. */
import type { ProblemDetails } from "#schemas";

import { message } from "../messages";

/** Where settings are turned: the knobs, or the form of all settings. Paths are such as network.width. */
export interface Turned {
  label(path: string): string | null;
  /** Make it no more than that, in every experiment. */
  atMost(path: string, most: number): void;
}

export class Nearest {
  private readonly button: HTMLButtonElement | null;
  private fit: ProblemDetails["nearest"] = null;

  /** places: where settings can be turned now; the first one that has the setting is taken. */
  constructor(
    root: Element,
    private readonly places: () => Turned[],
    run: () => void,
  ) {
    this.button = root.querySelector("[data-nearest]");
    this.button?.addEventListener("click", () => {
      if (!this.fit) return;
      const { field, value } = this.fit;
      this.placeOf(field)?.atMost(field, value);
      run();
    });
  }

  show(problem: ProblemDetails | null): void {
    if (!this.button) return;
    this.fit = problem?.nearest ?? null;
    const label = this.fit && this.placeOf(this.fit.field)?.label(this.fit.field);
    this.button.hidden = !label;
    if (label && this.fit) this.button.textContent = message("nearest.use", { setting: label, value: this.fit.value });
  }

  private placeOf(path: string): Turned | undefined {
    return this.places().find((place) => place.label(path) !== null);
  }
}
