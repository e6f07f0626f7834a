/** Items: keep a draft answer across reloads and language changes, measure the time taken, move entries. */
import { keepForm } from "../drafts";
import { isTakenOver, sortableOf, wakeControls } from "./kinds";

export function enhanceItems(root: Element): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-item-form]:not([data-awake])")) {
    form.dataset["awake"] = "true";
    keepForm(form, sortableOf(form));
    wakeControls(form);
    countSeconds(form);
  }
}

function countSeconds(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=seconds]");
  if (!field) return;
  const started = performance.now();
  form.addEventListener("submit", () => (field.value = ((performance.now() - started) / 1000).toFixed(1)), true);
}

/** After a swap, move the focus to the result, the error in the answer, or the field for the answer. */
export function focusItem(item: HTMLElement): void {
  if (isTakenOver(item)) return;
  const place =
    item.querySelector<HTMLElement>("[data-result]") ??
    item.querySelector<HTMLElement>("[data-not-yet]") ??
    item.querySelector<HTMLElement>("[aria-invalid=true]") ??
    item.querySelector<HTMLElement>(
      "form :is(input:not([type=hidden], [data-hint], [name=confidence]), select, textarea, button[data-move]:not(:disabled))",
    );
  place?.focus({ preventScroll: true });
}
