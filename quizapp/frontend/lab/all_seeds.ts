/** Run every recorded seed of a claim's test again, one after the other, and fill each dot with its result. */
import type { ClaimShown, Experiment } from "#schemas";

import { message } from "../messages";
import { fetchOutcome } from "./claim_outcome";
import { followRun, requestRun } from "./run_client";

export function offerAllSeeds(button: HTMLButtonElement): void {
  button.addEventListener("click", () => {
    button.disabled = true;
    void runAll(button).finally(() => (button.disabled = false));
  });
}

async function runAll(button: HTMLButtonElement): Promise<void> {
  const { claim = "", test = "", recorded = "" } = button.dataset;
  const place = button.closest("article");
  const state = place?.querySelector("[data-all-seeds-state]");
  const marks = [...(place?.querySelectorAll<HTMLElement>("[data-seed]") ?? [])];
  const say = (name: string, values: Record<string, string | number>): void => {
    if (state) state.textContent = message(name, { total: marks.length, recorded, ...values });
  };
  const experiments = await experimentsOf(claim, test);
  if (!experiments) return say("seeds.stopped", { done: 0, reason: message("state.lost") });
  for (const mark of marks) mark.className = "seed seed-waiting";
  let [done, count] = [0, 0];
  for (const mark of marks) {
    const seed = Number(mark.dataset["seed"]);
    say("seeds.running", { seed, done, count });
    const answer = await requestRun({ experiments: experiments.map((each) => ({ ...each, seed })) });
    if (!("run" in answer)) {
      return say("seeds.stopped", {
        done,
        reason: "problem" in answer ? answer.problem.detail : message("state.lost"),
      });
    }
    const reason = await ended(answer.run.id);
    const outcome = reason ? null : await fetchOutcome(`/api/v1/claims/${claim}/tests/${test}/outcome`, answer.run.id);
    if (!outcome) return say("seeds.stopped", { done, reason: reason || message("state.lost") });
    mark.className = outcome.as_claimed ? "seed seed-yes" : "seed";
    done += 1;
    count += outcome.as_claimed ? 1 : 0;
  }
  say("seeds.finished", { count });
}

async function experimentsOf(claim: string, test: string): Promise<Experiment[] | null> {
  const response = await fetch(`/api/v1/claims/${claim}`).catch(() => null);
  if (!response?.ok) return null;
  const { tests } = (await response.json()) as ClaimShown;
  const found = tests.find((each) => each.id === test);
  return found ? [found.baseline, ...(found.treated ? [found.treated] : [])] : null;
}

/** Resolves when the run is over: to an empty text, or to the reason why it has no result. */
function ended(run: string): Promise<string> {
  return new Promise((resolve) => {
    const stop = followRun(run, false, {
      restarted: () => undefined,
      standing: () => undefined,
      frame: () => undefined,
      result: () => undefined,
      ended: ({ status, error }) => {
        stop();
        resolve(status === "finished" ? "" : error || message(`state.${status}`));
      },
      disconnected: (isForGood) => isForGood && resolve(message("state.lost")),
    });
  });
}
