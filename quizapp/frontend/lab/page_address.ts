/** The URL of a scenario's page names its run and the settings, so that a reload continues the run. */
import type { LabConfig } from "#schemas";

export function rememberRun(config: LabConfig, form: HTMLFormElement | null, runId: string): void {
  if (!config.scenario || !form || location.pathname !== `/lab/${config.scenario}`) return;
  const address = addressOfRun(location.href, new FormData(form), runId);
  if (address !== location.href) history.replaceState(history.state, "", address);
}

/** The page's URL with the settings and their run; unchanged if it already names that run. */
export function addressOfRun(href: string, fields: Iterable<[string, FormDataEntryValue]>, runId: string): string {
  const address = new URL(href);
  if (address.searchParams.get("run") === runId) return href;
  for (const [name, value] of fields) address.searchParams.set(name, String(value));
  address.searchParams.set("run", runId);
  return address.href;
}

/** Settings that no scenario's controls can express are shown under the URL of the run itself. */
export function showAddressOf(runId: string): void {
  const address = `/lab/runs/${runId}`;
  if (location.pathname !== address) history.replaceState(history.state, "", address);
}

/** Whether to start a run at once: the form was submitted before this script loaded, or the named run no longer
 * exists. */
export function isToBeStarted(): boolean {
  return new URLSearchParams(location.search).has("run");
}
