/** Keep what is typed in the open part of a question while the server sends that part again. */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Typed {
  value: string;
  isChecked: boolean;
}

interface AboutRequest {
  requestConfig?: { formData?: FormData };
}

/** The id of the element that holds the part. */
export const OPEN_PART = "open-part";
const FORM = "#question-form";

export function keepTypingInEditor(): void {
  let sent = new Map<string, Typed>();
  let action = "";
  let part = "";
  let typed = new Map<string, Typed>();
  let place: { name: string; start: number | null; end: number | null } | null = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const data = (event as CustomEvent<AboutRequest>).detail.requestConfig?.formData;
    if (!data?.has("part_revision")) return;
    action = String(data.get("action") ?? "");
    part = String(data.get("part") ?? "");
    sent = values();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isForEditor(event)) return;
    typed = new Map([...values()].filter(([name, now]) => !isSame(now, sent.get(name))));
    const field = document.activeElement;
    place =
      isField(field) && typed.has(field.name)
        ? { name: field.name, start: caret(field, "selectionStart"), end: caret(field, "selectionEnd") }
        : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!(event.target instanceof Element) || event.target.id !== OPEN_PART) return;
    if (document.querySelector<HTMLFormElement>(FORM)?.dataset["was"] === part) {
      for (const [name, value] of typed) put(name, value);
      if (place) focus(place.name, place.start, place.end);
    }
    typed = new Map();
    place = null;
  });

  function put(before: string, value: Typed): void {
    const name = nameAfter(before, action);
    for (const field of name === null ? [] : fields()) {
      if (field.name !== name) continue;
      if (isTick(field)) field.checked = value.isChecked && field.value === value.value;
      else field.value = value.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function focus(before: string, start: number | null, end: number | null): void {
    const name = nameAfter(before, action);
    const field = fields().find((each) => each.name === name);
    field?.focus({ preventScroll: true });
    if (field && start !== null && !(field instanceof HTMLSelectElement)) field.setSelectionRange(start, end);
  }
}

/** The name of a field after a structure button, which may move or remove the entry it is in: then null. */
export function nameAfter(name: string, action: string): string | null {
  const [verb, where = ""] = action.split(":");
  const found = /^(.*)\.(\d+)$/.exec(where);
  if (!found || (verb !== "remove" && verb !== "up" && verb !== "down")) return name;
  const [, list = "", at = ""] = found;
  const rest = name.startsWith(`${list}.`) ? name.slice(list.length + 1).split(".") : [];
  const [index = "", ...below] = rest;
  if (!/^\d+$/.test(index)) return name;
  const moved = indexAfter(Number(index), Number(at), verb);
  return moved === null ? null : [list, moved, ...below].join(".");
}

function indexAfter(index: number, at: number, verb: "remove" | "up" | "down"): number | null {
  if (verb === "remove") return index === at ? null : index > at ? index - 1 : index;
  const other = verb === "up" ? at - 1 : at + 1;
  return index === at ? Math.max(0, other) : index === other ? at : index;
}

function isForEditor(event: Event): boolean {
  const target = (event as CustomEvent<{ target?: Element }>).detail.target;
  return target?.id === OPEN_PART;
}

function fields(): Field[] {
  const form = document.querySelector<HTMLFormElement>(FORM);
  return [...(form?.elements ?? [])].filter(isField).filter((field) => field.type !== "hidden");
}

function values(): Map<string, Typed> {
  const found = fields().filter((field) => !isTick(field) || field.type === "checkbox" || field.checked);
  return new Map(found.map((field) => [field.name, { value: field.value, isChecked: isTick(field) && field.checked }]));
}

function isField(element: Element | null): element is Field {
  const isOne =
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement;
  return isOne && element.name !== "";
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function isSame(one: Typed, other: Typed | undefined): boolean {
  return one.value === other?.value && one.isChecked === other.isChecked;
}

function caret(field: Field, end: "selectionStart" | "selectionEnd"): number | null {
  return field instanceof HTMLSelectElement || isTick(field) ? null : field[end];
}
