/** The parts of a column as lines over the steps, one chart for each arm, listed in the order of their growth. */
import type { Cursor } from "../charts/cursor";
import { CursorLine } from "../charts/cursor";
import type { Decades } from "../charts/decades";
import type { Matrix } from "../charts/heat_range";
import { PartLines } from "../charts/part_lines";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import type { Grown } from "./growth";
import { grown } from "./growth";

export class GrowthLines {
  private readonly chart: PartLines;
  private readonly legend: HTMLElement | null;
  private readonly cursor: CursorLine;

  constructor(place: HTMLElement, cursor: Cursor) {
    const plot = place.querySelector<HTMLElement>("[data-growth-plot]") as HTMLElement;
    this.chart = new PartLines(plot);
    this.cursor = new CursorLine(plot, cursor);
    this.legend = place.querySelector("[data-growth-legend]");
  }

  draw(
    matrix: Matrix,
    names: string[],
    scale: TimeScale,
    range: Decades | null,
    endsEarly: boolean,
    rule: number | null,
  ): void {
    const lines = grown(matrix, names);
    this.chart.draw(lines, scale, range, endsEarly, rule);
    this.cursor.draw(scale);
    const left = names.length - lines.length;
    this.legend?.replaceChildren(
      ...lines.map(entry),
      ...(left > 0 ? [note(message("growth.left_out", { count: left }))] : []),
    );
  }

  drawCursor(scale: TimeScale): void {
    this.cursor.draw(scale);
  }
}

function entry(line: Grown): HTMLElement {
  const item = document.createElement("li");
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  swatch.style.background = line.color;
  item.append(swatch, line.name);
  if (Number.isFinite(line.growth)) {
    const factor = document.createElement("b");
    factor.textContent = message("growth.factor", { factor: shown(line.growth, 2) });
    item.append(" ", factor);
  }
  return item;
}

function note(text: string): HTMLElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
