/** The bundle of the lab: charts, and the scripts that follow a run. Loaded only on pages with a lab. */

import { offerAllSeeds } from "./lab/all_seeds";
import { startFirstMinute } from "./lab/first_minute";
import { startLab } from "./lab/lab_page";
import { readMap } from "./lab/map_cells";

export { expectChart } from "./charts/chart";

export function startLabs(root: Element): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-all-seeds]:not([data-awake])")) {
    button.dataset["awake"] = "true";
    offerAllSeeds(button);
  }
  for (const place of root.querySelectorAll<HTMLElement>("[data-lab]:not([data-awake])")) {
    place.dataset["awake"] = "true";
    startLab(place);
  }
  for (const place of root.querySelectorAll<HTMLElement>("[data-map]:not([data-awake])")) {
    place.dataset["awake"] = "true";
    readMap(place);
  }
  for (const place of root.querySelectorAll<HTMLElement>("[data-first-minute]:not([data-awake])")) {
    place.dataset["awake"] = "true";
    startFirstMinute(place);
  }
}
