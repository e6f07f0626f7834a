/** The knobs as a form: their values, and what the server says about each. */
import type { Problem } from "./run_client";

export class Knobs {
  constructor(readonly form: HTMLFormElement) {
    for (const range of form.querySelectorAll<HTMLInputElement>("input[type=range]")) {
      const show = (): void => {
        const output = form.querySelector<HTMLOutputElement>(`output[for="${range.id}"]`);
        if (output) output.value = range.value;
      };
      range.addEventListener("input", show);
      form.addEventListener("reset", () => setTimeout(show));
      show();
    }
  }

  values(): Record<string, unknown> {
    const fields = this.form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-json]");
    return Object.fromEntries([...fields].map((field) => [field.name, JSON.parse(field.value) as unknown]));
  }

  /** Show each mistake beside its knob. Returns whether all of them found a place. */
  showProblem(problem: Problem | null): boolean {
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
}
