/** A number across the layers, or across the time steps of a sequence, at one step. */
import { message } from "../messages";
import { shown } from "../numbers";
import { partAxis, SHARES, tooltip, valueAxis } from "./axes";
import type { Option, Series } from "./chart";
import { Chart } from "./chart";
import { decades, exponent } from "./decades";
import { MARGINS } from "./margins";
import { palette } from "./palette";

export interface Profile {
  label: string;
  values: (number | null)[];
  /** the values predicted by theory; shorter if it does not predict the last ones */
  predicted: number[];
}

export interface ProfileOptions {
  names: string[];
  axisName: string;
  isLog: boolean;
  /** a reference value */
  rule: number | null;
}

export class ProfileChart {
  private readonly chart: Chart;

  constructor(place: HTMLElement) {
    this.chart = new Chart(place);
  }

  draw(profiles: Profile[], { names, axisName, isLog, rule }: ProfileOptions): void {
    const colors = palette();
    const all = profiles.flatMap((profile) => [...profile.values, ...profile.predicted, rule]);
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: colors.sans },
      grid: { ...MARGINS, top: 14, bottom: 46 },
      xAxis: partAxis(names, axisName),
      yAxis: valueAxis(isLog ? decades(all) : SHARES, isLog),
      tooltip: tooltip((part) => [
        names[part] ?? "",
        ...profiles.flatMap(({ label, values, predicted }) => [
          `${label}  ${shown(values[part])}`,
          ...(predicted[part] === undefined ? [] : [`${message("theory.name")} · ${label}  ${shown(predicted[part])}`]),
        ]),
      ]),
      series: profiles.flatMap((profile, index) => [
        measured(profile, index, names.length, isLog, rule),
        ...(profile.predicted.length ? [predicted(profile, index)] : []),
      ]),
    };
    this.chart.show(
      option,
      profiles.every((profile) => profile.values.length === 0),
    );
  }
}

function measured(profile: Profile, index: number, count: number, isLog: boolean, rule: number | null): Series {
  const color = palette().arms[index === 0 ? 0 : 1];
  return {
    type: "line",
    name: profile.label,
    data: (isLog ? profile.values.map(exponent) : profile.values) as number[],
    lineStyle: { color, width: 2, type: index === 0 ? "solid" : [7, 4] },
    itemStyle: { color },
    symbol: index === 0 ? "circle" : "triangle",
    symbolSize: 7,
    showSymbol: count <= 30,
    emphasis: { disabled: true },
    ...(index === 0 && rule !== null ? { markLine: ruleLine(rule) } : {}),
  };
}

function predicted(profile: Profile, index: number): Series {
  return {
    type: "line",
    data: profile.predicted.map(exponent) as number[],
    lineStyle: { color: palette().arms[index === 0 ? 0 : 1], width: 1.2, type: [2, 3] },
    symbol: "none",
    silent: true,
    emphasis: { disabled: true },
    z: 1,
  };
}

export function ruleLine(rule: number): NonNullable<Series["markLine"]> {
  const colors = palette();
  return {
    silent: true,
    animation: false,
    symbol: "none",
    lineStyle: { color: colors.faint, type: [4, 4], width: 1 },
    label: { position: "insideEndTop", color: colors.faint, formatter: message("chart.rule", { value: shown(rule) }) },
    data: [{ yAxis: Math.log10(rule) }],
  };
}
