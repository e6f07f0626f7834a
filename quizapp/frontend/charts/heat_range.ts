/** The color of a heatmap cell: the range of the colors, and the position of a number in it. */

export interface Range {
  low: number;
  high: number;
}

export type Matrix = (number | null)[][];

const MOST_CELLS_FOR_RANGE = 10_000;

/** The range of most cells, so that a few spikes do not wash out the rest. */
export function commonRange(matrices: Matrix[]): Range {
  const cells = matrices.reduce((sum, matrix) => sum + matrix.length * (matrix[0]?.length ?? 0), 0);
  const stride = Math.ceil(cells / MOST_CELLS_FOR_RANGE);
  const found: number[] = [];
  for (const matrix of matrices) {
    for (let step = 0; step < matrix.length; step += stride) {
      for (const value of matrix[step] ?? []) if (value !== null && value > 0) found.push(value);
    }
  }
  if (!found.length) return { low: 0.1, high: 10 };
  const values = Float64Array.from(found).sort();
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  const [low, high] = [at(0.01), at(0.99)];
  return high / low > 2 ? { low, high } : { low: low / 1.5, high: high * 1.5 };
}

/** The index of the shade of a number; the first shade also covers all numbers below the range. */
export function shadesOf(range: Range, isLog: boolean, count: number): (value: number) => number {
  const place = isLog ? Math.log10 : (value: number): number => value;
  const low = place(range.low);
  const shades = (count - 1) / (place(range.high) - low || 1);
  return (value) => (value > 0 ? Math.min(count - 1, Math.max(0, Math.round((place(value) - low) * shades))) : 0);
}
