/** Marks on single points of a line, and its end. */
import type { Series } from "./chart";
import type { TimeScale } from "./time_scale";

const CROSS = "path://M1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5L0 1Z";

/** The points of a line as x, y, x, y, …: the format that the engine reads fastest. */
export function points(places: (number | null)[], scale: TimeScale): Pick<Series, "data" | "dimensions"> {
  const found = new Float64Array(2 * places.length);
  for (let step = 0; step < places.length; step += 1) {
    found[2 * step] = scale.at(step);
    found[2 * step + 1] = places[step] ?? NaN;
  }
  // ECharts accepts such arrays, although its types do not.
  return { dimensions: ["step", "value"], data: found as unknown as NonNullable<Series["data"]> };
}

export interface Marking {
  symbol: string;
  size: number;
  color: string;
  /** the approximate maximum number; the first and the last point always have one */
  most: number;
  /** the last point is a cross, since no other will follow */
  endsEarly: boolean;
  z?: number;
}

/** The symbols of a line as a separate series, since symbols on the line itself would slow down drawing. */
export function marks(places: (number | null)[], scale: TimeScale, marking: Marking): Series {
  const numbers: number[] = [];
  for (let step = 0; step < places.length; step += 1) if (places[step] !== null) numbers.push(step);
  const marked = chosen(numbers.length, marking.most).map((index) => numbers[index] as number);
  const end = marking.endsEarly ? numbers.slice(-1) : [];
  const at = (step: number): [number, number] => [scale.at(step), places[step] as number];
  return {
    type: "line",
    silent: true,
    data: [
      ...marked.filter((step) => !end.includes(step)).map(at),
      ...end.map((step) => ({ value: at(step), symbol: CROSS, symbolSize: 11 })),
    ],
    lineStyle: { opacity: 0 },
    itemStyle: { color: marking.color },
    symbol: marking.symbol,
    symbolSize: marking.size,
    showAllSymbol: true,
    emphasis: { disabled: true },
    z: marking.z ?? 2,
  };
}

/** All indices if they are few; otherwise both ends and some in between, evenly spaced on a logarithmic axis. */
function chosen(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  if (!most) return [];
  const found = new Set([0, count - 1]);
  for (let index = 1; index < count; index = Math.ceil(index * 2.2)) found.add(index);
  return [...found];
}
