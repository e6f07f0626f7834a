/** The step at which the numbers of a column end, and the reason in words. */
import type { Stop } from "../charts/lines";
import { message } from "../messages";
import type { Arm } from "./run_store";

/**
 * The first step without a finite number in that column, or the first one after the weights stopped being finite.
 * isSparse: the column is measured at some steps only, so gaps between them mean nothing.
 */
export function stopOf(arm: Arm, column: string, isSparse = false): Stop | null {
  const missing = isSparse ? -1 : arm.numbers(column).indexOf(null);
  if (missing >= 0) return { step: missing, reason: message(column === "loss" ? "stop.loss" : "stop.overflow") };
  const overflow = arm.result?.first_nonfinite_step ?? null;
  return overflow === null ? null : { step: overflow + 1, reason: message("stop.weights", { step: overflow }) };
}
