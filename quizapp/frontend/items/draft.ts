/** A draft answer, stored in this tab by item and variant until it is submitted. */
import type { Sortable } from "./kinds";

export type Field = [name: string, value: string];

export function keepAnswer(form: HTMLFormElement, sortable: Sortable | null): void {
  const variant = form.querySelector<HTMLInputElement>("input[name=variant]")?.value ?? "";
  const key = `answer:${form.dataset["itemForm"]}:${variant}`;
  restore(form, sortable, read(key));
  const keep = (): void => write(key, answersAmong(new FormData(form)));
  form.addEventListener("input", keep);
  form.addEventListener("reordered", keep);
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) sessionStorage.removeItem(key);
  });
}

/** The values of the field `answer`, or of its parts `answer.…`. */
export function answersAmong(entries: Iterable<[string, FormDataEntryValue]>): Field[] {
  return [...entries].map(([name, value]): Field => [name, String(value)]).filter(([name]) => isAnswer(name));
}

function isAnswer(name: string): boolean {
  return name === "answer" || name.startsWith("answer.");
}

function read(key: string): Field[] | null {
  try {
    return draftFrom(sessionStorage.getItem(key));
  } catch {
    return null; // storage is blocked
  }
}

/** Null if nothing valid is stored. */
export function draftFrom(text: string | null): Field[] | null {
  try {
    const stored: unknown = JSON.parse(text ?? "null");
    const isList = Array.isArray(stored) && stored.every((field) => Array.isArray(field) && field.length === 2);
    return isList ? stored.map(([name, value]: unknown[]): Field => [String(name), String(value)]) : null;
  } catch {
    return null;
  }
}

function write(key: string, answer: Field[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(answer));
  } catch {
    // Without storage, the draft is simply not kept.
  }
}

function restore(form: HTMLFormElement, sortable: Sortable | null, answer: Field[] | null): void {
  if (!answer) return;
  if (sortable) {
    sortable.arrange(answer.map(([, value]) => value));
    return;
  }
  for (const field of form.elements) {
    const isField =
      field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
    if (!isField || !isAnswer(field.name)) continue;
    const values = answer.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      field.checked = values.includes(field.value);
    } else if (!field.value) field.value = values[0] ?? "";
  }
}
