/** One line for each layer, or for some of the time steps, of one arm over the steps. */
import { message } from "../messages";
import { shown } from "../numbers";
import { SHARES, stepAxis, tooltip, valueAxis } from "./axes";
import type { Option, Series } from "./chart";
import { Chart } from "./chart";
import type { Decades } from "./decades";
import { exponent } from "./decades";
import { MARGINS } from "./margins";
import { marks, points } from "./marks";
import { palette } from "./palette";
import { ruleLine } from "./profile";
import type { TimeScale } from "./time_scale";

export interface PartLine {
  name: string;
  values: (number | null)[];
  color: string;
}

export class PartLines {
  private readonly chart: Chart;

  constructor(place: HTMLElement) {
    this.chart = new Chart(place);
  }

  /** range: the exponents of ten; null for shares from 0 to 1. */
  draw(lines: PartLine[], scale: TimeScale, range: Decades | null, endsEarly: boolean, rule: number | null): void {
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: palette().sans },
      grid: { ...MARGINS, top: 10, bottom: 30 },
      xAxis: stepAxis(scale),
      yAxis: valueAxis(range ?? SHARES, range !== null),
      tooltip: tooltip((place) => {
        const step = scale.stepAt(place);
        return [
          `${message("chart.step")} ${step}`,
          ...lines.map((line) => `${line.name}  ${shown(line.values[step])}`),
        ];
      }),
      series: lines.flatMap((line, index) => {
        const [whole, symbols] = seriesOf(line, scale, range !== null, endsEarly);
        return [{ ...whole, ...(index === 0 && rule !== null ? { markLine: ruleLine(rule) } : {}) }, symbols];
      }),
    };
    this.chart.show(
      option,
      lines.every((line) => line.values.length === 0),
    );
  }
}

function seriesOf(line: PartLine, scale: TimeScale, isLog: boolean, endsEarly: boolean): [Series, Series] {
  const places = isLog ? line.values.map(exponent) : line.values;
  const most = places.length <= 12 ? 12 : 0;
  const whole: Series = {
    type: "line",
    name: line.name,
    ...points(places, scale),
    lineStyle: { color: line.color, width: 1.3 },
    itemStyle: { color: line.color },
    showSymbol: false,
    emphasis: { disabled: true },
  };
  return [whole, marks(places, scale, { symbol: "circle", size: 4, color: line.color, most, endsEarly })];
}
