/** Whether a finished run supports the claim: fetched from the server, and shown next to each condition. */
import type { ConditionJudged, OutcomeShown } from "#schemas";

import { message } from "../messages";
import { shown } from "../numbers";

export async function fetchOutcome(address: string, run: string): Promise<OutcomeShown | null> {
  const response = await fetch(`${address}?run=${run}`).catch(() => null);
  return response?.ok ? ((await response.json()) as OutcomeShown) : null;
}

export function showOutcome(root: Element, outcome: OutcomeShown | null): void {
  const line = root.querySelector<HTMLElement>("[data-outcome]");
  if (line) {
    line.textContent = outcome
      ? message(outcome.as_claimed ? "outcome.yes" : "outcome.no", { seed: outcome.seed })
      : "";
    if (outcome) line.dataset["outcome"] = outcome.as_claimed ? "yes" : "no";
    else line.dataset["outcome"] = "";
  }
  root.querySelectorAll<HTMLElement>("[data-measured]").forEach((place, index) => {
    const condition = outcome?.conditions[index];
    place.textContent = condition ? measured(condition) : "";
    place.dataset["measured"] = condition ? (condition.holds ? "yes" : "no") : "";
  });
}

function measured({ measured: value, holds }: ConditionJudged): string {
  if (typeof value === "boolean") return message(holds ? "outcome.holds" : "outcome.fails");
  return message("outcome.measured", { value: spelled(value) });
}

function spelled(value: number | number[] | "infinite" | null): string {
  if (value === null) return "NaN";
  if (value === "infinite") return "∞";
  return Array.isArray(value) ? `(${value.join(", ")})` : shown(value);
}
