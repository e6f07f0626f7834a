/** The controls of a scenario as a form: their values, the settings each one changes, and their errors. */
import type { ProblemDetails, RunRequest } from "#schemas";
import { same } from "./setting_values";
import type { Settings } from "./settings";

type KnobValues = RunRequest["knobs"];
type Field = HTMLInputElement | HTMLSelectElement;

export class Knobs {
  constructor(readonly form: HTMLFormElement) {
    for (const range of form.querySelectorAll<HTMLInputElement>("input[type=range]")) {
      range.addEventListener("input", () => this.showNumbers());
    }
    this.showNumbers();
  }

  values(): KnobValues {
    return Object.fromEntries(
      this.fields().map((field) => [field.name, JSON.parse(field.value) as KnobValues[string]]),
    );
  }

  /** The values of the settings that the controls change, by name. */
  sets(): Record<string, string> {
    return Object.fromEntries(
      this.fields().flatMap((field) => placesOf(field).map((place) => [place, textOf(field.value)])),
    );
  }

  /** Copy the value of one control to the settings. */
  turn(field: Field, settings: Settings): void {
    for (const place of placesOf(field)) settings.set(place, textOf(field.value));
  }

  turnAll(settings: Settings): void {
    for (const field of this.fields()) this.turn(field, settings);
  }

  /** Set every control to the value of its settings; a control that cannot have this value is marked. */
  follow(settings: Settings): void {
    for (const field of this.fields()) {
      const texts = placesOf(field).map((place) => settings.text(place));
      const text = texts[0];
      if (text !== undefined && text !== null && texts.every((other) => other !== null && same(other, text)))
        moveTo(field, text);
      const isApart = texts.some((other) => other === null || !same(other, textOf(field.value)));
      const note = field.closest("[data-knob]")?.querySelector<HTMLElement>("[data-knob-apart]");
      if (note) note.hidden = !isApart;
    }
    this.showNumbers();
  }

  /** Reduce the control of the setting at this path to at most this value. */
  atMost(path: string, most: number): void {
    const fields = this.fields().filter((field) => placesOf(field).some((place) => place.endsWith(`.${path}`)));
    for (const field of fields) if (Number(field.value) > most) moveTo(field, String(most));
    this.showNumbers();
  }

  label(path: string): string | null {
    const field = this.fields().find((each) => placesOf(each).some((place) => place.endsWith(`.${path}`)));
    return field?.labels?.[0]?.textContent?.trim() ?? null;
  }

  /** Show each error next to its control. Returns whether every error has a place. */
  showProblem(problem: ProblemDetails | null): boolean {
    for (const place of this.form.querySelectorAll<HTMLElement>("[data-knob-error]")) place.hidden = true;
    for (const field of this.form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    const mistakes = problem?.errors ?? [];
    return mistakes.every(({ field, message }) => {
      const name = field.split(".").at(-1) ?? "";
      const knob = this.form.querySelector(`[data-knob="${CSS.escape(name)}"]`);
      const place = knob?.querySelector<HTMLElement>("[data-knob-error]");
      if (!knob || !place) return false;
      place.textContent = message;
      place.hidden = false;
      knob.querySelector("[data-json]")?.setAttribute("aria-invalid", "true");
      return true;
    });
  }

  showNumbers(): void {
    for (const range of this.form.querySelectorAll<HTMLInputElement>("input[type=range]")) {
      const output = this.form.querySelector<HTMLOutputElement>(`output[for="${range.id}"]`);
      if (output) output.value = range.value;
    }
  }

  private fields(): Field[] {
    return [...this.form.querySelectorAll<Field>("[data-json]")];
  }
}

function placesOf(field: Field): string[] {
  return field.closest<HTMLElement>("[data-knob]")?.dataset["sets"]?.split(" ") ?? [];
}

/** Convert the JSON value of a control to the text of a setting: null becomes an empty text. */
function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return value === null ? "" : String(value);
}

/** Does nothing if the control cannot have this value. */
function moveTo(field: Field, text: string): void {
  const before = field.value;
  if (field instanceof HTMLSelectElement) {
    const option = [...field.options].find((each) => same(textOf(each.value), text));
    if (option) field.value = option.value;
    return;
  }
  field.value = text;
  if (!same(field.value, text)) field.value = before;
}
