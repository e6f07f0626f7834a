/** What a single point of a line may say: here it ends, or here it left the axis. */
import { shown } from "../numbers";
import type { Decades } from "./decades";
import type { Series } from "./engine";
import type { TimeScale } from "./time_scale";

const CROSS = "path://M1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5L0 1Z";
const UP = "path://M5 0L10 10H0Z";

/** The line's points; the last number of one that ends for want of another is a cross. */
export function points(places: (number | null)[], scale: TimeScale, endsEarly: boolean): NonNullable<Series["data"]> {
  const last = endsEarly ? lastNumber(places) : -1;
  return places.map((place, step) => {
    const value = [scale.at(step), place] as [number, number];
    return step === last ? { value, symbol: CROSS, symbolSize: 11 } : value;
  });
}

/** Where a line is highest beyond the axis: an arrow at the upper edge, with the number. */
export function spike(values: (number | null)[], places: (number | null)[], scale: TimeScale, range: Decades, colour: string): Series[] {
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
      itemStyle: { color: colour },
      label: { show: true, position: position > 0.7 ? "left" : "right", color: colour, formatter: shown(values[step], 2), offset: [0, 5] },
      tooltip: { show: false },
      z: 5,
    },
  ];
}

function lastNumber(places: (number | null)[]): number {
  for (let step = places.length - 1; step >= 0; step -= 1) {
    if (places[step] !== null) return step;
  }
  return -1;
}
