/** A figure with one line for each arm: loss, metric, norms. */

import type { Cursor } from "../charts/cursor";
import { CursorLine } from "../charts/cursor";
import type { Line } from "../charts/lines";
import { LinesOverSteps, numberAt } from "../charts/lines";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import { numbersOf } from "./cursor_bar";
import { FigureTable } from "./figure_table";
import type { Figure } from "./gallery";
import type { Arm } from "./run_store";
import { stopOf } from "./stops";

export interface Reading {
  title: string;
  values: { arm: string; value: string }[];
}

export class LineFigure implements Figure {
  private readonly name: string;
  private readonly title: string;
  private readonly isLog: boolean;
  private readonly isSparse: boolean;
  private readonly plot: HTMLElement;
  private readonly cursorLine: CursorLine;
  private readonly table: FigureTable;
  private readonly chart: LinesOverSteps;
  private readonly numbers: HTMLElement | null; // at the step of the cursor
  private lines: Line[] = [];

  /** hasAccuracy: whether the metric is accuracy. */
  constructor(
    readonly root: HTMLElement,
    hasAccuracy: boolean,
    cursor: Cursor,
  ) {
    const heading = root.querySelector("[data-chart-title]") as HTMLElement;
    this.name = root.dataset["chart"] ?? "";
    this.plot = root.querySelector<HTMLElement>("[data-plot]") as HTMLElement;
    this.chart = new LinesOverSteps(this.plot);
    this.isSparse = "sparse" in root.dataset;
    this.isLog = !("even" in root.dataset || (this.name === "metric" && hasAccuracy));
    const metric = `chart.metric.${hasAccuracy ? "accuracy" : "error"}`;
    this.title = this.name === "metric" ? message(metric) : (heading.textContent ?? "");
    heading.textContent = this.title;
    if (this.isLog) heading.append(" ", scaleNote(message("axis.log")));
    this.numbers = root.querySelector("[data-reading]");
    this.cursorLine = new CursorLine(this.plot, cursor);
    this.table = new FigureTable(root, this.title, () =>
      this.lines.map(({ label, values }) => ({ title: label, values })),
    );
  }

  draw(arms: Arm[], scale: TimeScale): void {
    this.lines = this.linesOf(arms);
    this.chart.draw(this.lines, scale, { isLog: this.isLog });
    this.cursorLine.draw(scale);
    this.table.redraw();
    const [baseline = "", treated = ""] = this.lines.map(summary);
    this.plot.setAttribute("aria-label", message("chart.summary", { chart: this.title, baseline, treated }));
  }

  drawCursor(scale: TimeScale): void {
    this.cursorLine.draw(scale);
  }

  reading(arms: Arm[], step: number): Reading {
    const values = this.linesOf(arms).map((line) => ({ arm: line.label, value: numberAt(line, step) }));
    const reading = { title: this.title, values };
    this.numbers?.replaceChildren(...(arms.some((arm) => arm.step > 0) ? numbersOf(reading) : []));
    return reading;
  }

  private linesOf(arms: Arm[]): Line[] {
    return arms.map((arm) => ({
      label: arm.label,
      values: arm.numbers(this.name),
      stop: stopOf(arm, this.name, this.isSparse),
      isSparse: this.isSparse,
      before: arm.result ? [] : (arm.before?.numbers(this.name) ?? []),
    }));
  }
}

function scaleNote(text: string): HTMLElement {
  const note = document.createElement("span");
  note.className = "figure-scale";
  note.textContent = text;
  return note;
}

function summary(line: Line): string {
  if (!line.values.length) return message("chart.no_data", { arm: line.label });
  if (line.stop !== null)
    return message("chart.stopped", { arm: line.label, step: line.stop.step, reason: line.stop.reason });
  const step = line.values.length - 1;
  return message("chart.last", { arm: line.label, value: shown(line.values[step]), step });
}
