/** The pictures with one line for each arm: loss, metric, norms. */
import { LinesOverSteps } from "../charts/lines";
import type { Line } from "../charts/lines";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import type { Arm } from "./run_store";
import { SPARSE } from "./run_store";

interface Figure {
  name: string;
  title: string;
  isLog: boolean;
  plot: HTMLElement;
  chart: LinesOverSteps;
}

export class LineFigures {
  readonly figures: Figure[] = [];

  constructor(private readonly accuracy: boolean) {}

  add(figure: HTMLElement): void {
    const plot = figure.querySelector<HTMLElement>("[data-plot]");
    const heading = figure.querySelector("[data-chart-title]");
    const name = figure.dataset["chart"] ?? "";
    if (!plot || !heading) return;
    const isShare = name === "clip_cosine" || (name === "metric" && this.accuracy);
    const title =
      name === "metric" ? message(`chart.metric.${this.accuracy ? "accuracy" : "error"}`) : (heading.textContent ?? "");
    heading.textContent = isShare ? title : `${title} · ${message("axis.log")}`;
    this.figures.push({ name, title, isLog: !isShare, plot, chart: new LinesOverSteps(plot) });
  }

  draw(arms: Arm[], scale: TimeScale): void {
    for (const { name, title, isLog, plot, chart } of this.figures) {
      const isSparse = SPARSE.has(name);
      const lines = arms.map((arm) => ({ label: arm.label, values: arm.numbers(name), stopsAt: arm.stopsAt(name), isSparse }));
      chart.draw(lines, scale, { isLog });
      const [baseline = "", treated = ""] = lines.map(summary);
      plot.setAttribute("aria-label", message("chart.summary", { chart: title, baseline, treated }));
    }
  }
}

function summary(line: Line): string {
  if (!line.values.length) return message("chart.no_data", { arm: line.label });
  if (line.stopsAt !== null) return message("chart.stopped", { arm: line.label, step: line.stopsAt });
  const step = line.values.length - 1;
  return message("chart.last", { arm: line.label, value: shown(line.values[step]), step });
}
