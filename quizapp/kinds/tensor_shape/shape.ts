/** Clicking an axis adds its name to the shape. */
import { registerKind } from "../../frontend/items/kinds";

registerKind({ wake: offerAxes });

export function offerAxes(form: HTMLFormElement): void {
  form.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-axis]") : null;
    const field = form.querySelector<HTMLInputElement>("input[data-shape]");
    if (!button || !field) return;
    field.value = withAxis(field.value, button.dataset["axis"] ?? "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(field.value.length - 1, field.value.length - 1);
  });
}

/** The shape with one more axis at its end, even if its parentheses and commas are incomplete. */
export function withAxis(shape: string, axis: string): string {
  const written = shape.replace(/\)\s*$/, "").trimEnd();
  if (!written) return `(${axis})`;
  if (written.endsWith("(")) return `${written}${axis})`;
  return `${written}${written.endsWith(",") ? " " : ", "}${axis})`;
}
