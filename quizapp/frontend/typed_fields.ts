/** What a person typed into the fields of a form: read from it, and put back into it. */
import type { Sortable } from "./items/kinds";

export type Field = [name: string, value: string];

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const NOT_TYPED = new Set(["csrf_token", "variant", "seconds", "form_name", "seen", "was"]);

/** The fields that a person fills in. */
export function typedAmong(entries: Iterable<[string, FormDataEntryValue]>): Field[] {
  return [...entries]
    .filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name))
    .map(([name, value]): Field => [name, String(value)]);
}

/** Put typed fields back. A written field that already has a value keeps it, unless `overwrite` is set. */
export function restore(form: HTMLFormElement, sortable: Sortable | null, typed: Field[], overwrite = false): void {
  if (sortable) {
    sortable.arrange(typed.map(([, value]) => value));
    return;
  }
  for (const field of form.elements) {
    const isField =
      field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
    if (!isField || !field.name || NOT_TYPED.has(field.name)) continue;
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    fill(field, values, overwrite);
  }
}

function fill(field: Control, values: string[], overwrite: boolean): void {
  if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
    field.checked = values.includes(field.value);
  } else if (overwrite || !field.value) field.value = values[0] ?? "";
}
