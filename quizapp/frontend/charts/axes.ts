/** The axes and the tooltip that charts share. */
import { message } from "../messages";
import { shown } from "../numbers";
import type { Decades } from "./decades";
import { decadeLabel } from "./decades";
import type { Option } from "./engine";
import { palette } from "./palette";
import type { TimeScale } from "./time_scale";

export const SHARES = { min: 0, max: 1, interval: 0.25 };

export function stepAxis(scale: TimeScale): NonNullable<Option["xAxis"]> {
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

export function partAxis(names: string[], title: string): NonNullable<Option["xAxis"]> {
  const colours = palette();
  return {
    type: "category",
    data: names,
    boundaryGap: false,
    name: title,
    nameLocation: "middle",
    nameGap: 26,
    nameTextStyle: { color: colours.faint },
    axisLabel: { color: colours.faint, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.line }, onZero: false },
    axisTick: { lineStyle: { color: colours.line } },
  };
}

export function valueAxis(range: Decades, isLog: boolean): NonNullable<Option["yAxis"]> {
  const colours = palette();
  return {
    type: "value",
    ...range,
    axisLabel: { color: colours.faint, formatter: isLog ? decadeLabel : (value: number) => shown(value) },
    splitLine: { lineStyle: { color: colours.grid } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/** What stands in the tooltip is up to `words`, given where on the axis the pointer is. */
export function tooltip(words: (place: number) => string[]): NonNullable<Option["tooltip"]> {
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
      const first = (found as { axisValue?: number | string; axisType?: string; dataIndex: number }[])[0];
      const place = first?.axisType === "xAxis.category" ? first.dataIndex : Number(first?.axisValue ?? 0);
      return words(place).join("\n");
    },
  };
}
