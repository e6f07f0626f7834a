/** The step at which all figures are read: a slider, and the value of each curve there. */
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

  draw(last: number, readings: Reading[]): void {
    const { slider, label, readout, cursor } = this;
    if (!slider || !label || !readout) return;
    slider.disabled = last < 0;
    slider.max = String(Math.max(0, last));
    slider.value = String(cursor.step);
    label.textContent = message("cursor.step", { step: cursor.step });
    const told = last < 0 ? [] : readings;
    slider.ariaValueText = [label.textContent, ...told.map(sentence)].join("; ");
    readout.replaceChildren(...told.map(shownReading));
  }
}

function sentence({ title, values }: Reading): string {
  return `${title}: ${values.map(({ arm, value }) => `${arm} ${value}`).join(", ")}`;
}

function shownReading({ title, values }: Reading): HTMLElement {
  const whole = document.createElement("span");
  const name = document.createElement("span");
  name.textContent = title;
  const numbers = values.map(({ arm, value }, index) => {
    const number = document.createElement("b");
    number.className = `reading-${ARMS[index === 0 ? 0 : 1]}`;
    number.title = arm;
    number.textContent = value;
    return number;
  });
  whole.append(name, ...numbers);
  return whole;
}
