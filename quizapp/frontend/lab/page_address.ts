/**
 * What a lab shows, remembered as an address: of the page of a scenario, or of the lab beside a question. It names the
 * controls, also those that were moved and not run yet, and the run that is shown.
 */
import type { LabConfig } from "#schemas";
import { keepDrawer } from "../drawer_address";

/** run: null if only the controls were moved. */
export function rememberLab(root: Element, config: LabConfig, form: HTMLFormElement | null, run: string | null): void {
  if (!config.scenario || !form) return;
  const page = `/lab/${config.scenario}`;
  if (location.pathname === page) {
    const address = addressOfRun(location.href, new FormData(form), run);
    if (address !== location.href) history.replaceState(history.state, "", address);
  } else if (root.closest("[data-drawer]")) {
    const before = new URL(root.getAttribute("data-address") ?? page, location.href);
    const after = new URL(addressOfRun(before.href, new FormData(form), run));
    root.setAttribute("data-address", after.pathname + after.search);
    keepDrawer(after.pathname + after.search);
  }
}

/** The address with the controls and their run; unchanged if it already names that run. */
export function addressOfRun(href: string, fields: Iterable<[string, FormDataEntryValue]>, run: string | null): string {
  const address = new URL(href);
  if (run !== null && address.searchParams.get("run") === run) return href;
  for (const [name, value] of fields) if (name !== "csrf_token") address.searchParams.set(name, String(value));
  if (run !== null) address.searchParams.set("run", run);
  return address.href;
}

/** Settings that no scenario's controls can express are shown under the URL of the run itself. */
export function showAddressOf(run: string): void {
  const address = `/lab/runs/${run}`;
  if (location.pathname !== address) history.replaceState(history.state, "", address);
}

/** Whether to start a run at once: the run that the address names no longer exists. */
export function isToBeStarted(): boolean {
  return new URLSearchParams(location.search).has("run");
}
