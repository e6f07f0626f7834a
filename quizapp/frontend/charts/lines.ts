/** Both arms over the steps: solid with circles and dashed with triangles, on one pair of axes. */

import { message } from "../messages";
import { shown } from "../numbers";
import { SHARES, stepAxis, tooltip, valueAxis } from "./axes";
import type { Option, Series } from "./chart";
import { Chart } from "./chart";
import type { Decades } from "./decades";
import { decades, exponent } from "./decades";
import { LEFT, MARGINS, RIGHT } from "./margins";
import { marks, points } from "./marks";
import { palette } from "./palette";
import type { TimeScale } from "./time_scale";

export interface Stop {
  step: number;
  /** a short text */
  reason: string;
}

export interface Line {
  label: string;
  /** null if the number was not finite */
  values: (number | null)[];
  /** the step at which the numbers end */
  stop: Stop | null;
  /** measured at some steps only: the line bridges the gaps */
  isSparse?: boolean;
  /** of the run before: faded, from the step on that this one has not reached */
  before?: (number | null)[];
}

export interface LineChartOptions {
  /** otherwise a share, from 0 to 1 */
  isLog: boolean;
}

const MARKERS = ["circle", "triangle"] as const;
const DASHES = ["solid", [7, 4]] as const;

export class LinesOverSteps {
  private readonly chart: Chart;
  private redraw: () => void = () => {};

  constructor(private readonly place: HTMLElement) {
    this.chart = new Chart(place, () => this.redraw());
  }

  draw(lines: Line[], scale: TimeScale, options: LineChartOptions): void {
    this.redraw = () => this.draw(lines, scale, options);
    const colors = palette();
    const range = rangeOf(lines, options);
    const stops = lines.filter((line) => line.stop !== null).length;
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: colors.sans },
      grid: { ...MARGINS, top: 10 + 16 * Math.max(1, stops), bottom: 30 },
      xAxis: stepAxis(scale),
      yAxis: valueAxis(range, options.isLog),
      tooltip: tooltip((place) => {
        const step = scale.stepAt(place);
        return [`${message("chart.step")} ${step}`, ...lines.map((line) => `${line.label}  ${numberAt(line, step)}`)];
      }),
      series: lines.flatMap((line, index) =>
        series(line, index, stopsBefore(lines, index), scale, options.isLog, this.place.clientWidth),
      ),
    };
    this.chart.show(
      option,
      lines.every((line) => line.values.length === 0 && !line.before?.length),
    );
  }
}

export function numberAt(line: Line, step: number): string {
  const value = line.values[step];
  if (value === undefined) return line.stop === null ? "–" : "NaN";
  return value === null && line.isSparse ? "–" : shown(value);
}

function rangeOf(lines: Line[], options: LineChartOptions): Decades {
  if (!options.isLog) return SHARES;
  return decades(lines.flatMap((line) => [...line.values, ...(line.before ?? [])]));
}

function stopsBefore(lines: Line[], index: number): number {
  return lines.slice(0, index).filter((line) => line.stop !== null).length;
}

function series(line: Line, index: number, row: number, scale: TimeScale, isLog: boolean, room: number): Series[] {
  const color = palette().arms[index === 0 ? 0 : 1];
  const places = line.values.map((value) => (isLog ? exponent(value) : value));
  const whole: Series = {
    type: "line",
    name: line.label,
    ...points(places, scale),
    lineStyle: {
      color,
      width: places.length > 150 ? 1.4 : 2,
      type: DASHES[index === 0 ? 0 : 1] as "solid" | number[],
    },
    itemStyle: { color },
    showSymbol: false,
    connectNulls: line.isSparse ?? false,
    emphasis: { disabled: true },
    z: 4 - index,
    ...(line.stop === null ? {} : { markLine: stopMark(line.stop, index, row, scale, room) }),
  };
  const marking = {
    symbol: MARKERS[index === 0 ? 0 : 1],
    size: 7,
    color,
    most: 12,
    endsEarly: line.stop !== null,
    z: 4 - index,
  };
  return [whole, marks(places, scale, marking), ...faded(line, index, scale, isLog)];
}

function faded(line: Line, index: number, scale: TimeScale, isLog: boolean): Series[] {
  const reached = Math.max(0, line.values.length - 1);
  if (!line.before || line.before.length <= reached + 1) return [];
  const rest = line.before.map((value, step) => (step < reached ? null : isLog ? exponent(value) : value));
  const color = palette().arms[index === 0 ? 0 : 1];
  return [
    {
      type: "line",
      silent: true,
      ...points(rest, scale),
      lineStyle: { color, width: 1.2, opacity: 0.3, type: DASHES[index === 0 ? 0 : 1] as "solid" | number[] },
      showSymbol: false,
      connectNulls: line.isSparse ?? false,
      emphasis: { disabled: true },
      tooltip: { show: false },
      z: 1,
    },
  ];
}

/** row: labels of several stops stand above each other. room: the width of the chart, which no label leaves. */
function stopMark(
  stop: Stop,
  index: number,
  row: number,
  scale: TimeScale,
  room: number,
): NonNullable<Series["markLine"]> {
  const color = palette().arms[index === 0 ? 0 : 1];
  const position = Math.min(1, scale.at(stop.step));
  const words = `✕ ${message("chart.not_a_number", { step: stop.step, reason: stop.reason })}`;
  const isOnLeft = position > 0.5;
  const width = widthOf(words);
  const at = LEFT + position * (room - LEFT - RIGHT);
  const start = isOnLeft ? at - width : at;
  const moved = Math.max(0, Math.min(start, room - width)) - start;
  return {
    silent: true,
    animation: false,
    symbol: "none",
    lineStyle: { color, type: [2, 3], width: 1.5 },
    label: {
      position: "end",
      formatter: words,
      color,
      align: isOnLeft ? "right" : "left",
      offset: [moved, 0],
      distance: 4 + 15 * row,
    },
    data: [{ xAxis: position }],
  };
}

const pen = document.createElement("canvas").getContext("2d");

/** In pixels, in the font of the charts. */
function widthOf(words: string): number {
  if (!pen) return 0;
  pen.font = `12px ${palette().sans}`;
  return pen.measureText(words).width;
}
