/** A logarithmic axis made of whole decades, so that it moves seldom and its ticks are round. */
import { tick } from "../numbers";

export interface Decades {
  min: number;
  max: number;
  interval: number;
}

const TICKS = 5;

/** The exponents of ten around the numbers, and how many lie between two ticks. */
export function decades(values: (number | null | undefined)[]): Decades {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (value === null || value === undefined || value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === 0) return { min: -2, max: 1, interval: 1 };
  const min = Math.floor(Math.log10(low));
  const span = Math.max(1, Math.ceil(Math.log10(high)) - min);
  const interval = Math.ceil(span / TICKS);
  return { min, max: min + interval * Math.ceil(span / interval), interval };
}

/** Where a number stands on such an axis; nothing where there is none. */
export function exponent(value: number | null): number | null {
  return value === null || value <= 0 ? null : Math.log10(value);
}

export function decadeLabel(place: number): string {
  return tick(10 ** place);
}
