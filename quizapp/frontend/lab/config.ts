/** What the page tells the script about its lab. */

export interface ArmConfig {
  label: string;
  experiment?: Experiment;
}

export interface Experiment {
  steps: number;
  network: { kind: string; depth: number };
  task: { kind: string };
  [field: string]: unknown;
}

export interface LabConfig {
  arms: ArmConfig[];
  charts: string[];
  view: "training" | "unrolled";
  scenario: string | null;
  run_id: string | null;
  run_is_over: boolean;
  /** where a run of a claim's test is judged */
  outcome?: string;
}

const TASKS_WITH_ACCURACY = new Set(["classification", "temporal_order", "latch", "recall", "next_word"]);

export function readConfig(root: Element): LabConfig {
  return JSON.parse(root.querySelector("script[data-config]")?.textContent ?? "{}") as LabConfig;
}

export function hasAccuracy(config: LabConfig): boolean {
  return TASKS_WITH_ACCURACY.has(config.arms[0]?.experiment?.task.kind ?? "");
}
