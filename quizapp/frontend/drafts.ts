/**
 * What someone typed into a form and has not submitted: kept in this tab at once, and on the server a moment later, so
 * that it is there again after a reload, a change of language, or Back, and in any other browser of the same account.
 */
import { send } from "./csrf";
import type { Sortable } from "./items/kinds";
import { type Field, restore, typedAmong } from "./typed_fields";

export interface Draft {
  /** When it was typed, in milliseconds since 1970. */
  at: number;
  fields: Field[];
}

const MILLISECONDS_UNTIL_SENT = 1000;

/** Restore the form’s draft, and keep it from now on. */
export function keepForm(form: HTMLFormElement, sortable: Sortable | null = null): void {
  const place = form.dataset["keep"];
  if (!place) return;
  const variant = "drawn" in form.dataset ? (form.querySelector<HTMLInputElement>("[name=variant]")?.value ?? "") : "";
  const key = keyOf(place, variant);
  const draft = newest(read(key), ofThisVariant(draftFrom(form.dataset["draft"] ?? null), variant));
  if (draft) restore(form, sortable, typedAmong(draft.fields));
  const sender = new Sender(place);
  const keep = (): void => {
    const fields = typedAmong(new FormData(form));
    write(key, { at: Date.now(), fields });
    sender.sendSoon(variant && fields.length ? [...fields, ["variant", variant]] : fields);
  };
  form.addEventListener("input", keep);
  form.addEventListener("reordered", keep);
  form.addEventListener("submit", () => sender.stop());
  form.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) forget(key);
    else keep();
  });
}

/** Keep the forms that no other script of the page keeps; forget those that this page shows to be submitted. */
export function keepForms(root: ParentNode): void {
  for (const { dataset } of root.querySelectorAll<HTMLElement>("[data-submitted]")) {
    forget(keyOf(dataset["submitted"] ?? "", ""));
    forget(`clock:${dataset["submitted"]}`);
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]:not([data-item-form], [data-kept])")) {
    form.dataset["kept"] = "true";
    keepForm(form);
  }
}

/** Null if nothing valid is stored. */
export function draftFrom(text: string | null): Draft | null {
  try {
    const { at, fields } = (JSON.parse(text ?? "null") ?? {}) as { at?: unknown; fields?: unknown };
    const isList = Array.isArray(fields) && fields.every((field) => Array.isArray(field) && field.length === 2);
    if (typeof at !== "number" || !isList) return null;
    return { at, fields: fields.map(([name, value]: unknown[]): Field => [String(name), String(value)]) };
  } catch {
    return null;
  }
}

/** Of what this tab and the server have. */
export function newest(one: Draft | null, other: Draft | null): Draft | null {
  if (!one || !other) return one ?? other;
  return one.at >= other.at ? one : other;
}

function ofThisVariant(draft: Draft | null, variant: string): Draft | null {
  const isOfIt = !variant || draft?.fields.some(([name, value]) => name === "variant" && value === variant);
  return isOfIt ? draft : null;
}

function keyOf(place: string, variant: string): string {
  return `draft:${place}:${variant}`;
}

function read(key: string): Draft | null {
  try {
    return draftFrom(sessionStorage.getItem(key));
  } catch {
    return null; // storage is blocked
  }
}

function write(key: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage, only the server keeps the draft.
  }
}

function forget(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // There is nothing to forget.
  }
}

/** Sends the latest state of a form, at most once a second, and at once when the page is left. */
class Sender {
  private waiting: Field[] | null = null;
  private timer: number | undefined;
  private isStopped = false;

  constructor(private readonly place: string) {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.send();
    });
  }

  sendSoon(fields: Field[]): void {
    this.isStopped = false;
    this.waiting = fields;
    this.timer ??= window.setTimeout(() => this.send(), MILLISECONDS_UNTIL_SENT);
  }

  /** The form is being submitted: the server then deletes its draft. */
  stop(): void {
    this.isStopped = true;
    window.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private send(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.waiting || this.isStopped) return;
    const body = JSON.stringify({ place: this.place, fields: this.waiting });
    this.waiting = null;
    const headers = { "Content-Type": "application/json" };
    send("/drafts", { method: "POST", keepalive: true, headers, body }).catch(() => undefined); // kept in this tab
  }
}
