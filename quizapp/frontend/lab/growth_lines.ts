/** The parts of a column as lines over the steps, one picture for each arm, named in the order of their growth. */
import { lineColour } from "../charts/colour_map";
import type { Cursor } from "../charts/cursor";
import { CursorLine } from "../charts/cursor";
import type { Decades } from "../charts/decades";
import type { PartLine } from "../charts/part_lines";
import { PartLines } from "../charts/part_lines";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";

type Matrix = (number | null)[][];

interface Grown extends PartLine {
  growth: number;
}

const MOST_LINES = 12;

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

/** Every line, or as many as can be told apart: evenly chosen, the first and the last among them. */
function grown(matrix: Matrix, names: string[]): Grown[] {
  const count = Math.min(MOST_LINES, names.length);
  const chosen = Array.from({ length: count }, (_, index) =>
    Math.round((index * (names.length - 1)) / Math.max(1, count - 1)),
  );
  return chosen
    .map((part) => {
      const values = matrix.map((row) => row[part] ?? null);
      const finite = values.filter((value): value is number => value !== null);
      const growth = (finite.at(-1) ?? NaN) / (finite[0] ?? NaN);
      return { name: names[part] ?? "", values, growth, colour: lineColour(part / Math.max(1, names.length - 1)) };
    })
    .sort((a, b) => (b.growth || 0) - (a.growth || 0));
}

function entry(line: Grown): HTMLElement {
  const item = document.createElement("li");
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  swatch.style.background = line.colour;
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
