/** The number of changed settings, and how many may be changed. */
import { registerKind } from "../../frontend/items/kinds";
import { message } from "../../frontend/messages";

registerKind({ wake: countChanges });

export function countChanges(form: HTMLFormElement): void {
  const settings = form.querySelector<HTMLElement>("[data-budget]");
  const place = form.querySelector<HTMLElement>("[data-changes]");
  if (!settings || !place) return;
  const budget = Number(settings.dataset["budget"]);
  const fields = [...settings.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-setting]")];
  const count = (): void => {
    const changed = fields.filter((field) => field.value.trim()).length;
    place.textContent = changed ? message("fix.changed", { count: changed, budget }) : "";
    place.classList.toggle("is-over", changed > budget);
  };
  form.addEventListener("input", count);
  count();
}
