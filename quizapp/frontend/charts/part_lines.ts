/** One line for each layer, or some of the time steps, of one arm over the steps. */
import { message } from "../messages";
import { shown } from "../numbers";
import { SHARES, stepAxis, tooltip, valueAxis } from "./axes";
import type { Decades } from "./decades";
import { exponent } from "./decades";
import type { Chart, Option, Series } from "./engine";
import { LEFT, RIGHT, chartIn } from "./engine";
import { points } from "./marks";
import { palette } from "./palette";
import { ruleLine } from "./profile";
import type { TimeScale } from "./time_scale";

export interface PartLine {
  name: string;
  values: (number | null)[];
  colour: string;
}

export class PartLines {
  private readonly chart: Chart;

  constructor(place: HTMLElement) {
    this.chart = chartIn(place);
  }

  /** range: of the exponents of ten; null for shares from 0 to 1. */
  draw(lines: PartLine[], scale: TimeScale, range: Decades | null, endsEarly: boolean, rule: number | null): void {
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: palette().sans },
      grid: { left: LEFT, right: RIGHT, top: 10, bottom: 30 },
      xAxis: stepAxis(scale),
      yAxis: valueAxis(range ?? SHARES, range !== null),
      tooltip: tooltip((place) => {
        const step = scale.stepAt(place);
        return [`${message("chart.step")} ${step}`, ...lines.map((line) => `${line.name}  ${shown(line.values[step])}`)];
      }),
      series: lines.map((line, index) => ({
        ...lineOf(line, scale, range !== null, endsEarly),
        ...(index === 0 && rule !== null ? { markLine: ruleLine(rule) } : {}),
      })),
    };
    this.chart.setOption(option, { replaceMerge: ["series"] });
  }
}

function lineOf(line: PartLine, scale: TimeScale, isLog: boolean, endsEarly: boolean): Series {
  const places = isLog ? line.values.map(exponent) : line.values;
  return {
    type: "line",
    name: line.name,
    data: points(places, scale, endsEarly),
    lineStyle: { color: line.colour, width: 1.3 },
    itemStyle: { color: line.colour },
    symbol: "circle",
    symbolSize: places.length <= 12 ? 4 : 0,
    showAllSymbol: true,
    emphasis: { disabled: true },
  };
}
