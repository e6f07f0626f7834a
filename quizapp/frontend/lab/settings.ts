/** The form of all settings: the experiments it describes, and access to each setting. */

import type { ProblemDetails } from "#schemas";
import { fetchPart } from "../fragments";

import { message } from "../messages";
import { shown } from "../numbers";
import type { Document, TypedSetting } from "./setting_values";
import { documentOf, same } from "./setting_values";

type Field = HTMLInputElement | HTMLSelectElement;
type Texts = Record<string, string>;

const ARMS = ["baseline", "treated"];

/** The form is part of the page, or fetched when it is first opened. */
export function openSettings(root: HTMLDetailsElement, opened: (root: HTMLDetailsElement) => void): void {
  const { source } = root.dataset;
  if (!source) {
    opened(root);
    return;
  }
  const fetchForm = async (): Promise<void> => {
    if (!root.open || "fetching" in root.dataset) return;
    root.dataset["fetching"] = "";
    const target = root.querySelector("[data-settings-form]") as HTMLElement;
    const hasCome = await fetchPart("get", source, { source: root, target, swap: "innerHTML" });
    delete root.dataset["fetching"];
    if (!hasCome || !target.querySelector("form")) return; // fetched again when it is next opened
    root.removeEventListener("toggle", toggled);
    opened(root);
  };
  const toggled = (): void => void fetchForm();
  root.addEventListener("toggle", toggled);
  if (hasKept()) root.open = true;
}

export class Settings {
  /** Resolves when the fields match the chosen kinds. */
  private ready: Promise<void> = Promise.resolve();
  private readonly first: Texts;
  private isRestored = false;
  /** Values typed while the form was re-rendering, which the server has not seen. */
  private readonly late = new Map<string, string>();

  /** changed: called when a setting was changed by hand, or the form re-rendered. */
  constructor(
    private readonly root: HTMLDetailsElement,
    private readonly changed: () => void,
  ) {
    const first = JSON.parse(root.querySelector("[data-settings-first]")?.textContent || "[]") as Texts[];
    this.first = first.length
      ? named(first)
      : Object.fromEntries(this.fields().map((field) => [field.name, field.value]));
    root.addEventListener("input", (event) => event.target instanceof HTMLInputElement && this.touched(event.target));
    root.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && this.touched(event.target));
    root.addEventListener("click", (event) => {
      const back = (event.target as Element).closest("[data-back]");
      const field = back?.parentElement?.querySelector<Field>("[data-setting]");
      if (!field) return;
      this.set(field.name, this.atFirst(field));
      field.focus();
      this.touched(field);
    });
    this.mark();
  }

  get form(): HTMLFormElement {
    return this.root.querySelector("form") as HTMLFormElement;
  }

  /** Both experiments, once the fields match the chosen kinds. */
  async experiments(): Promise<Document[]> {
    await this.ready;
    return ARMS.map((arm) => {
      const fields = this.fields().filter((field) => field.name.startsWith(`${arm}.`));
      return documentOf(fields.map(typed));
    });
  }

  get kinds(): string {
    return this.fields()
      .filter((field) => "decides" in field.dataset)
      .map((field) => field.value)
      .join();
  }

  text(name: string): string | null {
    return this.field(name)?.value ?? null;
  }

  /** Does nothing if the field is not in the form. */
  set(name: string, text: string): void {
    const field = this.field(name);
    if (!field || same(field.value, text)) return;
    field.value = text;
    if ("decides" in field.dataset) this.renew();
    this.mark();
  }

  /** Whether a field has neither its initial value nor the one in `expected`. */
  departsFrom(expected: Texts): boolean {
    return this.fields().some((field) => !same(field.value, expected[field.name] ?? this.atFirst(field)));
  }

  /** Set what was set by hand before the page was left, and not run. */
  restore(): void {
    const kept = keptTexts();
    this.isRestored = true;
    const isOtherKind = Object.entries(kept).some(([name, text]) => {
      const field = this.field(name);
      return field !== null && "decides" in field.dataset && !same(field.value, text);
    });
    for (const [name, text] of Object.entries(kept)) {
      const field = this.field(name);
      if (field && !same(field.value, text)) field.value = text;
    }
    if (isOtherKind) this.renew(kept);
    else this.mark();
  }

  backToFirst(): void {
    for (const field of this.fields()) this.set(field.name, this.atFirst(field));
  }

  /** Reduce the setting to `most` in every experiment where it is larger. */
  atMost(path: string, most: number): void {
    for (const arm of ARMS) {
      if (Number(this.text(`${arm}.${path}`)) > most) this.set(`${arm}.${path}`, String(most));
    }
    this.changed();
  }

  label(path: string): string | null {
    return this.root.querySelector(`[data-setting-row="${path}"] .setting-label`)?.textContent ?? null;
  }

  showProblem(problem: ProblemDetails | null): void {
    for (const place of this.root.querySelectorAll<HTMLElement>("[data-setting-error]")) place.hidden = true;
    for (const field of this.fields()) field.removeAttribute("aria-invalid");
    const unplaced: HTMLElement[] = [];
    for (const { field: name, message: sentence } of problem?.errors ?? []) {
      const field = this.field(name.replace(/^experiments\.(\d)/, (_, arm: string) => ARMS[Number(arm)] ?? arm));
      const place = field?.parentElement?.querySelector<HTMLElement>("[data-setting-error]");
      if (field && place) {
        place.textContent = sentence;
        place.hidden = false;
        field.setAttribute("aria-invalid", "true");
      } else if (name.startsWith("experiments.")) unplaced.push(paragraph(sentence));
    }
    this.root.querySelector("[data-settings-problems]")?.replaceChildren(...unplaced);
    if (problem?.errors?.some(({ field }) => field.startsWith("experiments."))) this.root.open = true;
  }

  private touched(field: Field): void {
    this.late.set(field.name, field.value);
    if ("decides" in field.dataset) this.renew();
    this.mark();
    this.changed();
  }

  /** Re-render the form on the server, since another choice has other fields; `then` are the texts of some of them. */
  private renew(then: Texts = {}): void {
    this.ready = this.ready.then(async () => {
      this.late.clear();
      for (const [name, text] of Object.entries(then)) this.late.set(name, text);
      const target = this.root.querySelector("[data-settings-fields]") as HTMLElement;
      let giveFocusBack = (): void => undefined; // a reader may be typing in one of these fields
      target.addEventListener("htmx:beforeSwap", () => (giveFocusBack = focusKept(this.root)), { once: true });
      // No settling: htmx would restore the old attributes of fields with the same id.
      const swap = "outerHTML settle:0ms";
      if (!(await fetchPart("post", "/lab/settings", { source: this.form, target, swap }))) return;
      for (const [name, text] of this.late) {
        const field = this.field(name);
        if (field) field.value = text;
      }
      giveFocusBack();
      this.mark();
      this.changed();
    });
  }

  private mark(): void {
    let count = 0;
    const changed: Texts = {};
    for (const field of this.fields()) {
      const isChanged = !same(field.value, this.atFirst(field));
      count += Number(isChanged);
      if (isChanged) changed[field.name] = field.value;
      field.classList.toggle("setting-changed", isChanged);
      const back = field.parentElement?.querySelector<HTMLElement>("[data-back]");
      if (!back) continue;
      back.hidden = !isChanged;
      back.textContent = message("settings.back", { value: inWords(field, this.atFirst(field)) });
    }
    const place = this.root.querySelector("[data-settings-count]");
    if (place) place.textContent = count ? message("settings.changed", { count }) : "";
    const reset = this.root.querySelector<HTMLElement>("[data-settings-reset]");
    if (reset) reset.hidden = !count;
    if (this.isRestored) keepTexts(changed);
  }

  private atFirst(field: Field): string {
    return this.first[field.name] ?? field.dataset["default"] ?? "";
  }

  private field(name: string): Field | null {
    return this.root.querySelector(`[data-setting][name="${CSS.escape(name)}"]`);
  }

  private fields(): Field[] {
    return [...this.root.querySelectorAll<Field>("[data-setting]")];
  }
}

/** Where the changed settings of this page are kept, in this tab. */
function keyOfPage(): string {
  const from = new URLSearchParams(location.search);
  return `settings:${location.pathname}?${from.get("from") ?? ""}&${from.get("scenario") ?? ""}`;
}

function keptTexts(): Texts {
  try {
    return JSON.parse(sessionStorage.getItem(keyOfPage()) ?? "{}") as Texts;
  } catch {
    return {}; // storage is blocked
  }
}

function hasKept(): boolean {
  return Object.keys(keptTexts()).length > 0;
}

function keepTexts(texts: Texts): void {
  try {
    if (Object.keys(texts).length) sessionStorage.setItem(keyOfPage(), JSON.stringify(texts));
    else sessionStorage.removeItem(keyOfPage());
  } catch {
    // Without storage, changed settings last as long as the page.
  }
}

/** Keep focus and caret within the root; returns a function that restores them after the form re-renders. */
function focusKept(root: Element): () => void {
  const focused = document.activeElement;
  if (!focused?.id || !root.contains(focused)) return () => undefined;
  const caret = focused instanceof HTMLInputElement ? [focused.selectionStart, focused.selectionEnd] : null;
  return () => {
    const field = root.querySelector<HTMLElement>(`#${CSS.escape(focused.id)}`);
    field?.focus({ preventScroll: true });
    if (caret && field instanceof HTMLInputElement) field.setSelectionRange(caret[0] ?? null, caret[1] ?? null);
  };
}

function named(first: Texts[]): Texts {
  return Object.assign(
    {},
    ...first.map((texts, arm) =>
      Object.fromEntries(Object.entries(texts).map(([path, text]) => [`${ARMS[arm]}.${path}`, text])),
    ),
  ) as Texts;
}

function typed(field: Field): TypedSetting {
  const { kind = "", optional } = field.dataset;
  const path = field.name.slice(field.name.indexOf(".") + 1);
  return { path, text: field.value, kind, isOptional: optional !== undefined };
}

function inWords(field: Field, text: string): string {
  if (field instanceof HTMLSelectElement)
    return [...field.options].find((option) => option.value === text)?.text ?? text;
  if (text === "") return message("settings.none");
  return Number.isFinite(Number(text)) ? shown(Number(text)) : text;
}

function paragraph(text: string): HTMLElement {
  const whole = document.createElement("p");
  whole.className = "field-error";
  whole.textContent = text;
  return whole;
}
