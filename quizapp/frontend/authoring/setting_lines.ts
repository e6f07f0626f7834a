/** Lines such as `clip.kind: norm` as fields for the setting and its value; without them, the lines are typed. */
import { message } from "../messages";

export interface Line {
  name: string;
  value: string;
}

interface Allowed {
  label: string;
  values: string[];
}

const LINE = /^([a-z0-9_.-]+): *(.*)$/;

/** The lines of a text; null if it is more than lines. */
export function linesOf(text: string): Line[] | null {
  const lines = text.split("\n").filter((line) => line.trim());
  const found = lines.map((line) => LINE.exec(line.trimEnd()));
  if (found.some((match) => !match || /^[[{&*|>"']/.test(match[2] ?? ""))) return null;
  return found.map((match) => ({ name: match?.[1] ?? "", value: match?.[2] ?? "" }));
}

export function textOf(lines: Line[]): string {
  return lines
    .filter(({ name, value }) => name.trim() || value.trim())
    .map(({ name, value }) => `${name.trim()}: ${value.trim()}`)
    .join("\n");
}

export function showSettingLines(): void {
  for (const typed of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-lines]:not([hidden])")) {
    const lines = linesOf(typed.value);
    if (lines) new SettingLines(typed, lines);
  }
}

class SettingLines {
  private readonly rows = document.createElement("div");
  private isOwnChange = false;

  constructor(
    private readonly typed: HTMLTextAreaElement,
    lines: Line[],
  ) {
    this.rows.className = "setting-lines";
    typed.hidden = true;
    typed.after(this.rows);
    this.show(lines);
    typed.addEventListener("input", () => {
      const now = linesOf(typed.value);
      if (!this.isOwnChange && now) this.show(now);
    });
  }

  private show(lines: Line[]): void {
    const add = document.createElement("button");
    add.type = "button";
    add.className = "button button-small";
    add.textContent = message("add_setting");
    add.addEventListener("click", () => {
      const row = this.row({ name: "", value: "" });
      add.before(row);
      row.querySelector("input")?.focus();
    });
    const shown = lines.length ? lines : [{ name: "", value: "" }];
    this.rows.replaceChildren(...shown.map((line) => this.row(line)), add);
  }

  private row(line: Line): HTMLElement {
    const row = document.createElement("div");
    row.className = "setting-line";
    const names = this.field(line.name, message("setting"), () =>
      [...this.allowed()].map(([name, { label }]) => [name, label]),
    );
    const values = this.field(line.value, message("value"), () =>
      (this.allowed().get(names.input.value.trim())?.values ?? []).map((value) => [value, ""]),
    );
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet-button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", message("remove_setting"));
    remove.addEventListener("click", () => {
      row.remove();
      this.keep();
    });
    row.append(names.input, names.list, values.input, values.list, remove);
    return row;
  }

  /** A field without a name, so that only the lines are sent, and its suggestions when it gets the focus. */
  private field(
    value: string,
    label: string,
    suggested: () => [string, string][],
  ): { input: HTMLInputElement; list: HTMLDataListElement } {
    const input = document.createElement("input");
    const list = document.createElement("datalist");
    list.id = `suggested-${crypto.randomUUID()}`;
    input.className = "input input-mono";
    input.value = value;
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("aria-label", label);
    input.setAttribute("list", list.id);
    input.addEventListener("focus", () => {
      const options = suggested().map(([name, words]) => {
        const option = document.createElement("option");
        option.value = name;
        option.textContent = words;
        return option;
      });
      list.replaceChildren(...options);
    });
    input.addEventListener("input", () => this.keep());
    return { input, list };
  }

  private keep(): void {
    const rows = [...this.rows.querySelectorAll(".setting-line")];
    const lines = rows.map((row) => {
      const [name, value] = [...row.querySelectorAll("input")].map((input) => input.value);
      return { name: name ?? "", value: value ?? "" };
    });
    this.typed.value = textOf(lines);
    this.isOwnChange = true;
    this.typed.dispatchEvent(new Event("input", { bubbles: true }));
    this.isOwnChange = false;
  }

  private allowed(): Map<string, Allowed> {
    return this.typed.dataset["lines"] === "settings" ? settingsOfExperiments() : settingsOfExercise();
  }
}

function settingsOfExperiments(): Map<string, Allowed> {
  const given = document.querySelector("[data-setting-choices]")?.textContent;
  return new Map(Object.entries(given ? (JSON.parse(given) as Record<string, Allowed>) : {}));
}

/** What the exercise lets learners change, as its fields say now. */
function settingsOfExercise(): Map<string, Allowed> {
  const found = new Map<string, Allowed>();
  for (const id of document.querySelectorAll<HTMLInputElement>('[name^="items.0.settings."][name$=".id"]')) {
    const place = id.name.slice(0, -".id".length);
    if (!/^items\.0\.settings\.\d+$/.test(place)) continue;
    const choices = document.querySelectorAll<HTMLInputElement>(`[name^="${place}.choices."][name$=".id"]`);
    const label = document.querySelector<HTMLInputElement>(`[name="${place}.label.en"]`)?.value ?? "";
    found.set(id.value, { label, values: [...choices].map((choice) => choice.value) });
  }
  return found;
}
