/** A guess before the run: how the modified network ends, compared with the baseline. */
import { announce, message } from "../messages";
import { shown } from "../numbers";
import type { Arm } from "./run_store";
import { stopOf } from "./stops";

export type End = "lower" | "same" | "higher" | "nan";

const LAST_STEPS = 10;
const NOTABLE = 1.25; // times as large, or as small

/** The mean of the last numbers of that column; null if it stopped. */
export function endOf(arm: Arm, column: string): number | null {
  const last = arm.numbers(column).slice(-LAST_STEPS);
  if (!last.length || stopOf(arm, column) !== null) return null;
  return last.reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0) / last.length;
}

export function comparison(baseline: number | null, treated: number | null): End {
  if (treated === null) return "nan";
  if (baseline === null || treated * NOTABLE < baseline) return "lower";
  return treated > baseline * NOTABLE ? "higher" : "same";
}

/** Compare the guess with the finished run, and show what would have given the result away. */
export function judgeGuess(root: Element, arms: Arm[]): void {
  const place = root.querySelector<HTMLFieldSetElement>("[data-guess]");
  const verdict = place?.querySelector("[data-guess-verdict]");
  if (!place || !verdict || place.disabled) return;
  const [baseline, treated] = arms.map((arm) => endOf(arm, place.dataset["guess"] ?? "loss"));
  const guess = place.querySelector<HTMLInputElement>("input:checked")?.value;
  const name = guess ? (guess === comparison(baseline ?? null, treated ?? null) ? "right" : "wrong") : "none";
  verdict.textContent = message(`guess.${name}`, { baseline: shown(baseline, 2), treated: shown(treated, 2) });
  announce(verdict.textContent);
  place.dataset["verdict"] = name;
  place.disabled = true;
  for (const part of root.querySelectorAll<HTMLElement>("[data-after-guess]")) part.hidden = false;
}
