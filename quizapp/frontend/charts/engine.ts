/** Only the parts of ECharts that the product uses. */

import type { LineSeriesOption } from "echarts/charts";
import { LineChart } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import type { ComposeOption, EChartsType } from "echarts/core";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

export type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;
export type Series = LineSeriesOption;
export type Chart = EChartsType;

const charts = new Map<HTMLElement, Chart>();
const redrawings = new WeakMap<Chart, () => void>();
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const chart = charts.get(target as HTMLElement);
    const [wider, higher] = [
      contentRect.width - (chart?.getWidth() ?? 0),
      contentRect.height - (chart?.getHeight() ?? 0),
    ];
    if (!chart || Math.max(Math.abs(wider), Math.abs(higher)) < 1) continue; // the first call
    chart.resize();
    redrawings.get(chart)?.();
  }
});

/**
 * A chart in a container: it follows the container's size and is disposed of with it. redraw: for what is placed by
 * the size of the chart.
 */
export function chartIn(place: HTMLElement, redraw?: () => void): Chart {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    chart.dispose();
    sizes.unobserve(element);
    charts.delete(element);
  }
  const chart = init(place, null, { renderer: "svg" });
  charts.set(place, chart);
  if (redraw) redrawings.set(chart, redraw);
  sizes.observe(place);
  return chart;
}
