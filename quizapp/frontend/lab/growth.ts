/** The parts of a column as lines, ordered by their growth from the first number to the last. */
import { lineColor } from "../charts/color_map";
import type { Matrix } from "../charts/heat_range";
import type { PartLine } from "../charts/part_lines";

export interface Grown extends PartLine {
  growth: number;
}

const MOST_LINES = 12;

/** All lines, or as many as can be distinguished: evenly spaced, including the first and the last. */
export function grown(matrix: Matrix, names: string[]): Grown[] {
  const count = Math.min(MOST_LINES, names.length);
  const chosen = Array.from({ length: count }, (_, index) =>
    Math.round((index * (names.length - 1)) / Math.max(1, count - 1)),
  );
  return chosen
    .map((part) => {
      const values = matrix.map((row) => row[part] ?? null);
      const finite = values.filter((value): value is number => value !== null);
      const growth = (finite.at(-1) ?? Number.NaN) / (finite[0] ?? Number.NaN);
      return { name: names[part] ?? "", values, growth, color: lineColor(part / Math.max(1, names.length - 1)) };
    })
    .sort((a, b) => (b.growth || 0) - (a.growth || 0));
}
