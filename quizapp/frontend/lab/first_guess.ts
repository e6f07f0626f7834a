/** The question on the home page: the loss of the network at that step. */

export type Guess = "lower" | "same" | "nan";

export function outcome(losses: (number | null)[], step: number): Guess {
  const [start, then] = [losses[0], losses[step]];
  if (then === null || then === undefined || typeof start !== "number") return "nan";
  return then < 0.8 * start ? "lower" : "same";
}

/** A loss that is not finite counts as the largest. */
export function median(values: (number | null)[]): number {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}
