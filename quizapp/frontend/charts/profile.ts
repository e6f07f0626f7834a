/** How the gradient norm runs through the layers, or through the time of a sequence, at one step. */
import { shown } from "../numbers";
import type { Chart, Option } from "./engine";
import { LEFT, RIGHT, chartIn } from "./engine";
import { decadeLabel, decades, exponent } from "./decades";
import { palette } from "./palette";

export interface Profile {
  label: string;
  values: (number | null)[];
}

export class ProfileChart {
  private readonly chart: Chart;

  constructor(place: HTMLElement) {
    this.chart = chartIn(place);
  }

  draw(profiles: Profile[], names: string[], axisName: string, isLog = true): void {
    const colours = palette();
    const option: Option = {
      animation: false,
      textStyle: { fontFamily: colours.sans },
      grid: { left: LEFT, right: RIGHT, top: 14, bottom: 46 },
      xAxis: {
        type: "category",
        data: names,
        boundaryGap: false,
        name: axisName,
        nameLocation: "middle",
        nameGap: 26,
        nameTextStyle: { color: colours.faint },
        axisLabel: { color: colours.faint, hideOverlap: true },
        axisLine: { lineStyle: { color: colours.line }, onZero: false },
        axisTick: { lineStyle: { color: colours.line } },
      },
      yAxis: {
        type: "value",
        axisLabel: { color: colours.faint, formatter: isLog ? decadeLabel : (value: number) => shown(value) },
        splitLine: { lineStyle: { color: colours.grid } },
        ...(isLog ? decades(profiles.flatMap((profile) => profile.values)) : { min: 0, max: 1, interval: 0.25 }),
      },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        backgroundColor: colours.surface,
        borderColor: colours.line,
        textStyle: { color: colours.ink, fontSize: 12, fontFamily: colours.sans },
        axisPointer: { type: "line", lineStyle: { color: colours.faint }, label: { show: false } },
        formatter: (found: unknown) => {
          const index = (found as { dataIndex: number }[])[0]?.dataIndex ?? 0;
          const rows = profiles.map((profile) => `${profile.label}  ${shown(profile.values[index])}`);
          return [names[index] ?? "", ...rows].join("\n");
        },
      },
      series: profiles.map((profile, index) => ({
        type: "line",
        name: profile.label,
        data: (isLog ? profile.values.map(exponent) : profile.values) as number[],
        lineStyle: { color: colours.arms[index === 0 ? 0 : 1], width: 2, type: index === 0 ? "solid" : [7, 4] },
        itemStyle: { color: colours.arms[index === 0 ? 0 : 1] },
        symbol: index === 0 ? "circle" : "triangle",
        symbolSize: names.length > 30 ? 0 : 7,
        emphasis: { disabled: true },
      })),
    };
    this.chart.setOption(option, { replaceMerge: ["series"] });
  }
}
