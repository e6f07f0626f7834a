/** What the page tells the script about its lab. */
import type { LabConfig } from "#schemas";

const TASKS_WITH_ACCURACY = new Set(["classification", "temporal_order", "latch", "recall", "next_word"]);

export function readConfig(root: Element): LabConfig {
  return JSON.parse(root.querySelector("script[data-config]")?.textContent ?? "{}") as LabConfig;
}

export function hasAccuracy(config: LabConfig): boolean {
  return TASKS_WITH_ACCURACY.has(config.arms[0]?.experiment.task.kind ?? "");
}
