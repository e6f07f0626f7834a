/** The configuration that the page passes to the script of its lab. */
import type { LabConfig } from "#schemas";

export function readConfig(root: Element): LabConfig {
  return JSON.parse(root.querySelector("script[data-config]")?.textContent ?? "{}") as LabConfig;
}
