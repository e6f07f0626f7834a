/** The position of a step on the time axis, from 0 to 1. All figures of a lab share one scale. */

export type AxisMode = "log" | "linear";

export interface TimeScale {
  mode: AxisMode;
  last: number;
  at(step: number): number;
  stepAt(position: number): number;
  ticks: number[];
}

let latest: { steps: number; mode: AxisMode; scale: TimeScale } | null = null;

/** The logarithmic scale uses log(1 + step), so that step 0 is included and the first steps are spread out. */
export function timeScale(steps: number, mode: AxisMode): TimeScale {
  if (latest?.steps !== steps || latest.mode !== mode) latest = { steps, mode, scale: newScale(steps, mode) };
  return latest.scale;
}

function newScale(steps: number, mode: AxisMode): TimeScale {
  const last = Math.max(1, steps - 1);
  const whole = Math.log1p(last);
  const exact = (step: number): number => (mode === "log" ? Math.log1p(Math.max(0, step)) / whole : step / last);
  const places = Float64Array.from({ length: last + 1 }, (_, step) => exact(step));
  return {
    mode,
    last,
    at: (step) => places[step] ?? exact(step),
    stepAt: (position) => Math.round(mode === "log" ? Math.expm1(position * whole) : position * last),
    ticks: mode === "log" ? logTicks(last) : linearTicks(last),
  };
}

function logTicks(last: number): number[] {
  const ticks = [0, 1, 2, 5];
  for (let decade = 10; decade <= last; decade *= 10) ticks.push(decade, 2 * decade, 5 * decade);
  const kept = ticks.filter((step) => step <= last);
  return last > 1.35 * (kept.at(-1) ?? 1) ? [...kept, last] : kept;
}

function linearTicks(last: number): number[] {
  const rough = last / 6;
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const stride = Math.max(1, [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough) ?? unit);
  return Array.from({ length: Math.floor(last / stride) + 1 }, (_, index) => index * stride);
}
