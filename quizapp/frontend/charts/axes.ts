/** The axes and the tooltip that charts share. */
import { message } from "../messages";
import { shown } from "../numbers";
import type { Option } from "./chart";
import type { Decades } from "./decades";
import { decadeLabel } from "./decades";
import { palette } from "./palette";
import type { TimeScale } from "./time_scale";

export const SHARES = { min: 0, max: 1, interval: 0.25 };

export function stepAxis(scale: TimeScale): NonNullable<Option["xAxis"]> {
  const colors = palette();
  const places = scale.ticks.map((step) => scale.at(step));
  return {
    type: "value",
    min: 0,
    max: 1,
    axisLine: { onZero: false, lineStyle: { color: colors.line } },
    axisTick: { show: true, customValues: places, lineStyle: { color: colors.line } },
    axisLabel: {
      customValues: places,
      formatter: (place: number) => String(scale.stepAt(place)),
      color: colors.faint,
      hideOverlap: true,
    },
    splitLine: { show: false },
    name: message("chart.step"),
    nameLocation: "start",
    nameGap: 12,
    nameTextStyle: { color: colors.faint, align: "right", verticalAlign: "top", padding: [9, 0, 0, 0] },
  };
}

export function partAxis(names: string[], title: string): NonNullable<Option["xAxis"]> {
  const colors = palette();
  return {
    type: "category",
    data: names,
    boundaryGap: false,
    name: title,
    nameLocation: "middle",
    nameGap: 26,
    nameTextStyle: { color: colors.faint },
    axisLabel: { color: colors.faint, hideOverlap: true, alignMaxLabel: "right" },
    axisLine: { lineStyle: { color: colors.line }, onZero: false },
    axisTick: { lineStyle: { color: colors.line } },
  };
}

export function valueAxis(range: Decades, isLog: boolean): NonNullable<Option["yAxis"]> {
  const colors = palette();
  return {
    type: "value",
    ...range,
    axisLabel: { color: colors.faint, formatter: isLog ? decadeLabel : (value: number) => shown(value) },
    splitLine: { lineStyle: { color: colors.grid } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/** words: returns the text of the tooltip for a position of the pointer on the axis. */
export function tooltip(words: (place: number) => string[]): NonNullable<Option["tooltip"]> {
  const colors = palette();
  return {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: colors.surface,
    borderColor: colors.line,
    textStyle: { color: colors.ink, fontSize: 12, fontFamily: colors.sans },
    axisPointer: { type: "line", lineStyle: { color: colors.faint }, label: { show: false } },
    formatter: (found: unknown) => {
      const first = (found as { axisValue?: number | string; axisType?: string; dataIndex: number }[])[0];
      const place = first?.axisType === "xAxis.category" ? first.dataIndex : Number(first?.axisValue ?? 0);
      return words(place).join("\n");
    },
  };
}
