/** A logarithmic axis of whole decades, so that its range rarely changes and its ticks are round numbers. */
import { tick } from "../numbers";

export interface Decades {
  min: number;
  max: number;
  interval: number;
}

type Values = (number | null | undefined)[];

const TICKS = 5;

/** The exponents of ten that enclose the numbers, and their distance between two ticks. */
export function decades(values: Values): Decades {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (typeof value !== "number" || value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > 0 ? around(Math.log10(low), Math.log10(high)) : { min: -2, max: 1, interval: 1 };
}

/** The position of a number on such an axis; null for a missing number. */
export function exponent(value: number | null): number | null {
  return value === null || value <= 0 ? null : Math.log10(value);
}

export function decadeLabel(place: number): string {
  return tick(10 ** place);
}

function around(low: number, high: number): Decades {
  const min = Math.floor(low);
  const span = Math.max(1, Math.ceil(high) - min);
  const interval = Math.ceil(span / TICKS);
  return { min, max: min + interval * Math.ceil(span / interval), interval };
}
