/** The color key of a heatmap: a color bar between the two ends of its range. */
import { viridis } from "../charts/color_map";
import type { Range } from "../charts/heat_range";
import { shown } from "../numbers";
import { svg } from "../svg";

export function showHeatScale(place: Element, range: Range): void {
  const bar = svg("svg", { viewBox: "0 0 120 8", preserveAspectRatio: "none" });
  for (let cell = 0; cell < 40; cell += 1) {
    bar.append(svg("rect", { x: cell * 3, y: 0, width: 3.2, height: 8, fill: `rgb(${viridis(cell / 39).join(" ")})` }));
  }
  const ends = [`≤ ${shown(range.low, 2)}`, `≥ ${shown(range.high, 2)}`].map((text) => {
    const end = document.createElement("span");
    end.textContent = text;
    return end;
  });
  place.replaceChildren(ends[0] as Node, bar, ends[1] as Node);
}
