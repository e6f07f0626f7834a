/** The address of a scenario's page says which run it follows, and of which settings: a reload goes on with it. */
import type { LabConfig } from "#schemas";

export function rememberRun(config: LabConfig, form: HTMLFormElement | null, runId: string): void {
  if (!config.scenario || !form || location.pathname !== `/lab/${config.scenario}`) return;
  const address = addressOfRun(location.href, new FormData(form), runId);
  if (address !== location.href) history.replaceState(history.state, "", address);
}

/** The page's address with the settings and the run of them; as it was where it names that run already. */
export function addressOfRun(href: string, fields: Iterable<[string, FormDataEntryValue]>, runId: string): string {
  const address = new URL(href);
  if (address.searchParams.get("run") === runId) return href;
  for (const [name, value] of fields) address.searchParams.set(name, String(value));
  address.searchParams.set("run", runId);
  return address.href;
}

/** For settings that no scenario's knobs tell, the address is that of the run itself. */
export function showAddressOf(runId: string): void {
  const address = `/lab/runs/${runId}`;
  if (location.pathname !== address) history.replaceState(history.state, "", address);
}

/** Pressed before this script was there, so that the browser sent the settings to this page instead; or a run that is
 * not known any more. */
export function isToBeStarted(): boolean {
  return new URLSearchParams(location.search).has("run");
}
