/** The prediction of theory for the first gradient, as numbers to draw and as a sentence. */
import { message } from "../messages";
import { shown } from "../numbers";
import { fetchPrediction } from "./run_client";
import type { Arm } from "./run_store";

export interface Theory {
  /** the predicted norms, scaled so that the last one equals the measured one */
  values: number[];
  /** from the first layer or time step to the last, as predicted and as measured */
  ratio: number;
  measured: number;
}

/** Ask once for each arm, after its first numbers, so that they are not delayed; calls `heard` after each answer. */
export async function askTheory(id: string, arms: Arm[], heard: () => void): Promise<void> {
  const unasked = arms.filter((arm) => !arm.isPredictionAsked && arm.step);
  if (!unasked.length) return;
  for (const arm of unasked) arm.isPredictionAsked = true;
  const answers = unasked.map(async (arm) => (arm.prediction = await fetchPrediction(id, arms.indexOf(arm))));
  if ((await Promise.all(answers)).some(Boolean)) heard();
}

/** Null if theory does not predict this column, or nothing has been measured yet. */
export function theoryOf(arm: Arm, column: string): Theory | null {
  const first = arm.matrix(column)[0];
  const relative = arm.prediction?.column === column ? arm.prediction.relative : [];
  const [start, unit] = [first?.[0], first?.[relative.length - 1]];
  if (!relative.length || !unit || !start) return null;
  return { values: relative.map((factor) => factor * unit), ratio: relative[0] as number, measured: start / unit };
}

/** One sentence for each arm, or a single one if both arms start the same. */
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
