/** Items: keep a half-given answer over a reload or a switch of language, count seconds, move entries. */
import { countChanges } from "./budget";
import { keepAnswer } from "./draft";
import { makeSortable } from "./ordering";
import { unfoldAfterRun } from "./prediction";
import { offerAxes } from "./shape";

export function enhanceItems(root: Element): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-item-form]:not([data-awake])")) {
    form.dataset["awake"] = "true";
    const list = form.querySelector<HTMLElement>("[data-ordering]");
    const sortable = list ? makeSortable(list) : null;
    keepAnswer(form, sortable);
    offerAxes(form);
    countChanges(form);
    countSeconds(form);
  }
}

function countSeconds(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=seconds]");
  if (!field) return;
  const started = performance.now();
  form.addEventListener("submit", () => (field.value = ((performance.now() - started) / 1000).toFixed(1)), true);
}

/** After a swap: to the result, to what was wrong with the answer, or to the field to answer in. */
export function focusItem(item: HTMLElement): void {
  if (unfoldAfterRun(item)) return;
  const place =
    item.querySelector<HTMLElement>("[data-result]") ??
    item.querySelector<HTMLElement>("[aria-invalid=true]") ??
    item.querySelector<HTMLElement>(
      "form :is(input:not([type=hidden]), select, textarea, button[data-move]:not(:disabled))",
    );
  place?.focus({ preventScroll: true });
}
