/** Marks on single points of a line: its end, or a value beyond the axis. */
import { shown } from "../numbers";
import type { Series } from "./chart";
import type { Decades } from "./decades";
import type { TimeScale } from "./time_scale";

const CROSS = "path://M1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5L0 1Z";
const UP = "path://M5 0L10 10H0Z";

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

const ROW = 14; // pixels

/** Where a line is highest beyond the axis: an arrow at the upper edge, with the number. row: under those of other lines. */
export function spike(
  values: (number | null)[],
  places: (number | null)[],
  scale: TimeScale,
  range: Decades,
  color: string,
  row = 0,
): Series[] {
  let step = -1;
  places.forEach((place, index) => {
    if (place !== null && place > range.max && place > (places[step] ?? -Infinity)) step = index;
  });
  if (step < 0) return [];
  const position = scale.at(step);
  return [
    {
      type: "line",
      silent: true,
      data: [{ value: [position, range.max], symbol: UP, symbolSize: 9, symbolOffset: [0, 5] }],
      itemStyle: { color },
      label: {
        show: true,
        position: position > 0.7 ? "left" : "right",
        color,
        formatter: shown(values[step], 2),
        offset: [0, 5 + ROW * row],
      },
      tooltip: { show: false },
      z: 5,
    },
  ];
}
