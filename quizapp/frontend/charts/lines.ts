/** Both arms over the steps: solid with circles and dashed with triangles, on one pair of axes. */
import { shown } from "../numbers";
import { message } from "../messages";
import type { Chart, Option, Series } from "./engine";
import { LEFT, RIGHT, chartIn } from "./engine";
import { decadeLabel, decades, exponent } from "./decades";
import { palette } from "./palette";
import type { TimeScale } from "./time_scale";

export interface Line {
  label: string;
  /** null where the number was not finite */
  values: (number | null)[];
  /** the step from which on there is no number any more */
  stopsAt: number | null;
  /** measured at some steps only: the line goes on over the gaps */
  isSparse?: boolean;
}

export interface LineChartOptions {
  /** otherwise a share, from 0 to 1 */
  isLog: boolean;
  top?: number;
}

const MARKERS = ["circle", "triangle"] as const;
const DASHES = ["solid", [7, 4]] as const;

export class LinesOverSteps {
  private readonly chart: Chart;

  constructor(place: HTMLElement) {
    this.chart = chartIn(place);
  }

  draw(lines: Line[], scale: TimeScale, options: LineChartOptions): void {
    const colours = palette();
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: colours.sans },
      grid: { left: LEFT, right: RIGHT, top: options.top ?? 10 + 16 * Math.max(1, lines.filter((line) => line.stopsAt !== null).length), bottom: 30 },
      xAxis: stepAxis(scale),
      yAxis: valueAxis(lines, options.isLog),
      tooltip: stepTooltip(lines, scale),
      series: lines.map((line, index) => series(line, index, stopsBefore(lines, index), scale, options.isLog)),
    };
    this.chart.setOption(option, { replaceMerge: ["series"] });
  }
}

function stopsBefore(lines: Line[], index: number): number {
  return lines.slice(0, index).filter((line) => line.stopsAt !== null).length;
}

function stepAxis(scale: TimeScale): NonNullable<Option["xAxis"]> {
  const colours = palette();
  const places = scale.ticks.map((step) => scale.at(step));
  return {
    type: "value",
    min: 0,
    max: 1,
    axisLine: { onZero: false, lineStyle: { color: colours.line } },
    axisTick: { show: true, customValues: places, lineStyle: { color: colours.line } },
    axisLabel: {
      customValues: places,
      formatter: (place: number) => String(scale.stepAt(place)),
      color: colours.faint,
      hideOverlap: true,
    },
    splitLine: { show: false },
    name: message("chart.step"),
    nameLocation: "start",
    nameGap: 12,
    nameTextStyle: { color: colours.faint, align: "right", verticalAlign: "top", padding: [9, 0, 0, 0] },
  };
}

function valueAxis(lines: Line[], isLog: boolean): NonNullable<Option["yAxis"]> {
  const colours = palette();
  const range = isLog ? decades(lines.flatMap((line) => line.values)) : { min: 0, max: 1, interval: 0.25 };
  return {
    type: "value",
    ...range,
    axisLabel: { color: colours.faint, formatter: isLog ? decadeLabel : (value: number) => shown(value) },
    splitLine: { lineStyle: { color: colours.grid } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

function series(line: Line, index: number, row: number, scale: TimeScale, isLog: boolean): Series {
  const colour = palette().arms[index === 0 ? 0 : 1];
  const points = line.values.map((value, step) => [scale.at(step), isLog ? exponent(value) : value]);
  const marked = markedSteps(points.length);
  return {
    type: "line",
    name: line.label,
    data: points as [number, number][],
    lineStyle: { color: colour, width: points.length > 150 ? 1.4 : 2, type: DASHES[index === 0 ? 0 : 1] as "solid" | number[] },
    itemStyle: { color: colour },
    symbol: MARKERS[index === 0 ? 0 : 1],
    symbolSize: (_value: unknown, parameters: { dataIndex: number }) => (marked.has(parameters.dataIndex) ? 7 : 0),
    showAllSymbol: true,
    connectNulls: line.isSparse ?? false,
    emphasis: { disabled: true },
    z: 4 - index,
    ...(line.stopsAt === null ? {} : { markLine: stopMark(line.stopsAt, index, row, scale) }),
  };
}

/** A few markers tell the lines apart without colour: all of a short line, the ends and some between of a long one. */
function markedSteps(count: number): Set<number> {
  if (count <= 12) return new Set(Array.from({ length: count }, (_, step) => step));
  const steps = new Set([0, count - 1]);
  for (let step = 1; step < count; step = Math.ceil(step * 2.2)) steps.add(step);
  return steps;
}

/** row: labels of several stops stand above each other. */
function stopMark(step: number, index: number, row: number, scale: TimeScale): NonNullable<Series["markLine"]> {
  const colours = palette();
  const position = scale.at(step);
  return {
    silent: true,
    animation: false,
    symbol: "none",
    lineStyle: { color: colours.arms[index === 0 ? 0 : 1], type: [2, 3], width: 1.5 },
    label: {
      position: "end",
      formatter: `✕ ${message("chart.not_a_number", { step })}`,
      color: colours.arms[index === 0 ? 0 : 1],
      align: position > 0.75 ? "right" : position < 0.1 ? "left" : "center",
      distance: 4 + 15 * row,
    },
    data: [{ xAxis: Math.min(1, position) }],
  };
}

function stepTooltip(lines: Line[], scale: TimeScale): NonNullable<Option["tooltip"]> {
  const colours = palette();
  return {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { color: colours.ink, fontSize: 12, fontFamily: colours.sans },
    axisPointer: { type: "line", lineStyle: { color: colours.faint }, label: { show: false } },
    formatter: (found: unknown) => {
      const first = (found as { axisValue?: number }[])[0];
      const step = scale.stepAt(first?.axisValue ?? 0);
      const rows = lines.map((line) => {
        const value = line.values[step];
        return `${line.label}  ${value === undefined ? (line.stopsAt === null ? "–" : "NaN") : shown(value)}`;
      });
      return [`${message("chart.step")} ${step}`, ...rows].join("\n");
    },
  };
}
