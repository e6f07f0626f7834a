/** For a run that is too large: a button that applies the nearest setting that fits, and starts the run. */
import type { ProblemDetails } from "#schemas";

import { message } from "../messages";

/** A form that changes settings: the controls, or all settings. A path is, for example, network.width. */
export interface Turned {
  label(path: string): string | null;
  /** Reduce the setting to at most this value in every experiment. */
  atMost(path: string, most: number): void;
}

export class Nearest {
  private readonly button: HTMLButtonElement | null;
  private fit: ProblemDetails["nearest"] = null;

  /** places: returns the current forms; the first one that has the setting is used. */
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
