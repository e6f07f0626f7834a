/** A half-given answer, kept in this tab by item and variant until it is submitted. */
import type { Sortable } from "./ordering";

export function keepAnswer(form: HTMLFormElement, sortable: Sortable | null): void {
  const variant = form.querySelector<HTMLInputElement>("input[name=variant]")?.value ?? "";
  const key = `answer:${form.dataset["itemForm"]}:${variant}`;
  restore(form, sortable, read(key));
  const keep = (): void => write(key, new FormData(form).getAll("answer").map(String));
  form.addEventListener("input", keep);
  form.addEventListener("reordered", keep);
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) sessionStorage.removeItem(key);
  });
}

function read(key: string): string[] | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return Array.isArray(stored) ? stored.map(String) : null;
  } catch {
    return null;
  }
}

function write(key: string, answer: string[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(answer));
  } catch {
    // A full or forbidden storage costs only the convenience.
  }
}

function restore(form: HTMLFormElement, sortable: Sortable | null, answer: string[] | null): void {
  if (!answer) return;
  if (sortable) {
    sortable.arrange(answer);
    return;
  }
  for (const field of form.querySelectorAll<HTMLInputElement>("input[name=answer]")) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = answer.includes(field.value);
    else if (!field.value) field.value = answer[0] ?? "";
  }
}
