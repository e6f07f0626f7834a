/** The step at which all charts are read: a slider for the keyboard, and the value of each curve there. */
import type { Cursor } from "../charts/cursor";
import { message } from "../messages";
import type { Reading } from "./line_figure";

const ARMS = ["baseline", "treated"];

export class CursorBar {
  private readonly slider: HTMLInputElement | null;
  private readonly label: HTMLElement | null;
  private readonly readout: HTMLElement | null;

  constructor(
    root: Element,
    private readonly cursor: Cursor,
  ) {
    this.slider = root.querySelector("[data-cursor]");
    this.label = root.querySelector("[data-cursor-step]");
    this.readout = root.querySelector("[data-cursor-readout]");
    this.slider?.addEventListener("input", () => cursor.moveTo(Number(this.slider?.value)));
  }

  /** readings: those of the first chart, then those of the others. */
  draw(last: number, readings: Reading[]): void {
    const { slider, label, readout, cursor } = this;
    if (!slider || !label || !readout) return;
    slider.disabled = last < 0;
    slider.max = String(Math.max(0, last));
    slider.value = String(cursor.step);
    const step = message("cursor.step", { step: cursor.step });
    const told = last < 0 ? [] : readings;
    label.textContent = told.length ? step : "";
    slider.ariaValueText = [step, ...told.map(sentence)].join("; ");
    readout.replaceChildren(...numbersOf(told[0]));
  }
}

function sentence({ title, values }: Reading): string {
  return `${title}: ${values.map(({ arm, value }) => `${arm} ${value}`).join(", ")}`;
}

/** The numbers of a chart at the step, each in the color of its arm. */
export function numbersOf(reading: Reading | undefined): HTMLElement[] {
  return (reading?.values ?? []).map(({ arm, value }, index) => {
    const number = document.createElement("b");
    number.className = `reading-${ARMS[index === 0 ? 0 : 1]}`;
    number.title = arm;
    number.textContent = value;
    return number;
  });
}
