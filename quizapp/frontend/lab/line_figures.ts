/** The pictures with one line for each arm: loss, metric, norms. */
import { LinesOverSteps, numberAt } from "../charts/lines";
import type { Line } from "../charts/lines";
import { CursorLine } from "../charts/cursor";
import type { Cursor } from "../charts/cursor";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import { FigureTable } from "./figure_table";
import type { Arm } from "./run_store";
import { SPARSE } from "./run_store";
import { stopOf } from "./stops";

interface Figure {
  name: string;
  title: string;
  isLog: boolean;
  plot: HTMLElement;
  chart: LinesOverSteps;
  cursor: CursorLine;
  table: FigureTable;
  lines: Line[];
}

export interface Reading {
  title: string;
  values: { arm: string; value: string }[];
}

export class LineFigures {
  readonly figures: Figure[] = [];

  constructor(private readonly accuracy: boolean, private readonly cursor: Cursor) {}

  add(root: HTMLElement): void {
    const plot = root.querySelector<HTMLElement>("[data-plot]");
    const heading = root.querySelector("[data-chart-title]");
    const name = root.dataset["chart"] ?? "";
    if (!plot || !heading) return;
    const isShare = name === "clip_cosine" || (name === "metric" && this.accuracy);
    const title =
      name === "metric" ? message(`chart.metric.${this.accuracy ? "accuracy" : "error"}`) : (heading.textContent ?? "");
    heading.textContent = isShare ? title : `${title} · ${message("axis.log")}`;
    const figure: Figure = {
      name,
      title,
      isLog: !isShare,
      plot,
      chart: new LinesOverSteps(plot),
      cursor: new CursorLine(plot, this.cursor),
      table: new FigureTable(root, title, () => figure.lines.map((line) => ({ title: line.label, values: line.values }))),
      lines: [],
    };
    this.figures.push(figure);
  }

  draw(arms: Arm[], scale: TimeScale): void {
    for (const figure of this.figures) {
      const { name, title, isLog, plot, chart } = figure;
      const isSparse = SPARSE.has(name);
      figure.lines = arms.map((arm) => ({ label: arm.label, values: arm.numbers(name), stop: stopOf(arm, name), isSparse }));
      chart.draw(figure.lines, scale, { isLog, cutsSpikes: true });
      figure.cursor.draw(scale);
      figure.table.redraw();
      const [baseline = "", treated = ""] = figure.lines.map(summary);
      plot.setAttribute("aria-label", message("chart.summary", { chart: title, baseline, treated }));
    }
  }

  drawCursor(scale: TimeScale): void {
    for (const figure of this.figures) figure.cursor.draw(scale);
  }

  readings(step: number): Reading[] {
    return this.figures.map(({ title, lines }) => ({
      title,
      values: lines.map((line) => ({ arm: line.label, value: numberAt(line, step) })),
    }));
  }
}

function summary(line: Line): string {
  if (!line.values.length) return message("chart.no_data", { arm: line.label });
  if (line.stop !== null) return message("chart.stopped", { arm: line.label, step: line.stop.step, reason: line.stop.reason });
  const step = line.values.length - 1;
  return message("chart.last", { arm: line.label, value: shown(line.values[step]), step });
}
