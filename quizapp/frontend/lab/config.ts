/** What the page tells the script about its lab. */
import type { LabConfig } from "#schemas";

export function readConfig(root: Element): LabConfig {
  return JSON.parse(root.querySelector("script[data-config]")?.textContent ?? "{}") as LabConfig;
}
