/** What theory says of a first gradient, as numbers to draw and as a sentence. */
import { message } from "../messages";
import { shown } from "../numbers";
import { fetchPrediction } from "./run_client";
import type { Arm } from "./run_store";

export interface Theory {
  /** the norms as theory has them, with the measured last one as their unit */
  values: number[];
  /** from the first layer or time step to the last, as predicted and as measured */
  ratio: number;
  measured: number;
}

/** Ask once for each arm, when its first numbers are there, so that nothing waits for it; `heard` when some answer came. */
export async function askTheory(id: string, arms: Arm[], heard: () => void): Promise<void> {
  const unasked = arms.filter((arm) => !arm.isPredictionAsked && arm.step);
  if (!unasked.length) return;
  for (const arm of unasked) arm.isPredictionAsked = true;
  const answers = unasked.map(async (arm) => (arm.prediction = await fetchPrediction(id, arms.indexOf(arm))));
  if ((await Promise.all(answers)).some(Boolean)) heard();
}

/** Null where theory says nothing of this column, or nothing was measured yet. */
export function theoryOf(arm: Arm, column: string): Theory | null {
  const first = arm.matrix(column)[0];
  const relative = arm.prediction?.column === column ? arm.prediction.relative : [];
  const [start, unit] = [first?.[0], first?.[relative.length - 1]];
  if (!relative.length || !unit || !start) return null;
  return { values: relative.map((factor) => factor * unit), ratio: relative[0] as number, measured: start / unit };
}

/** One sentence for each arm, a single one where both begin alike. */
export function theorySentences(arms: Arm[], column: string): string[] {
  const kind = column === "time_gradient_norm" ? "time" : "layers";
  const found = arms.map((arm) => ({ arm: arm.label, theory: theoryOf(arm, column) })).filter(({ theory }) => theory);
  const numbers = found.map(({ theory }) => ({
    predicted: shown(theory?.ratio, 2),
    measured: shown(theory?.measured, 2),
  }));
  const areAlike = new Set(numbers.map((each) => JSON.stringify(each))).size === 1;
  return found.slice(0, areAlike ? 1 : found.length).map(({ arm }, index) => {
    const said = message(`theory.${kind}`, numbers[index]);
    return areAlike && found.length > 1 ? said : `${arm}: ${said}`;
  });
}
