/** The estimated cost of the run with the current settings, or a note that it has already been computed. */
import type { EstimateShown, ProblemDetails } from "#schemas";

import { message } from "../messages";
import { shown } from "../numbers";
import type { RunRequest } from "./run_client";
import { estimateRun, fetchAhead } from "./run_client";

const MILLISECONDS_OF_REST = 250;

export class CostLine {
  private readonly place: HTMLElement | null;
  private timer = 0;
  private question = 0;
  private known: { request: string; run: string } | null = null;

  /** found: called with what is wrong with the settings, or null. */
  constructor(
    root: Element,
    private readonly found: (problem: ProblemDetails | null) => void,
  ) {
    this.place = root.querySelector("[data-cost]");
  }

  /** The finished run of exactly this request, if the server reported one. */
  knownRun(request: RunRequest): string | null {
    return this.known?.request === JSON.stringify(request) ? this.known.run : null;
  }

  /** Ask the server once the controls have not changed for a moment. */
  ask(request: () => Promise<RunRequest>): void {
    if (!this.place) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void request().then((body) => this.answer(body)), MILLISECONDS_OF_REST);
  }

  private async answer(request: RunRequest): Promise<void> {
    const question = (this.question += 1);
    const answer = await estimateRun(request);
    if (!this.place || !answer || question !== this.question) return;
    const problem = "problem" in answer ? answer.problem : null;
    this.place.textContent = "seconds" in answer ? words(answer) : "";
    this.known = null;
    if ("run" in answer && answer.run) {
      this.known = { request: JSON.stringify(request), run: answer.run };
      fetchAhead(answer.run);
    }
    if (!problem || problem.status === 422) this.found(problem);
  }
}

function words({ seconds, run }: EstimateShown): string {
  return run ? message("cost.known") : message("cost.about", { seconds: shown(Math.max(seconds, 0.01), 1) });
}
