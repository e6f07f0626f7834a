/** A matrix over the steps on a canvas: one row for each layer or time step, hatched where a number is missing. */

import { VIRIDIS } from "./color_map";
import type { Matrix, Range } from "./heat_range";
import { shadesOf } from "./heat_range";
import { LEFT, RIGHT } from "./margins";
import { palette } from "./palette";
import type { TimeScale } from "./time_scale";

type Read = (step: number, row: number) => void;

const TOP = 4;
const BOTTOM = 18;

export class Heatmap {
  private readonly canvas = document.createElement("canvas");
  private matrix: Matrix = [];
  private scale: TimeScale | null = null;
  private range: Range = { low: 1, high: 10 };
  private names: string[] = [];
  private hasStopped = false;
  private isLog = true;
  private width = 0; // of the container, as last observed; measuring it would force a layout
  private height = 0;

  constructor(place: HTMLElement, read: Read) {
    place.replaceChildren(this.canvas);
    new ResizeObserver(([entry]) => {
      [this.width, this.height] = [entry?.contentRect.width ?? 0, entry?.contentRect.height ?? 0];
      this.paint();
    }).observe(place);
    place.addEventListener("pointermove", (event) => {
      const box = this.canvas.getBoundingClientRect();
      const across = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
      const down = (event.clientY - box.top - TOP) / (box.height - TOP - BOTTOM);
      if (!this.scale || across < 0 || across > 1 || down < 0 || down >= 1) return;
      read(this.scale.stepAt(across), Math.floor(down * this.names.length));
    });
  }

  /** hasStopped: no more numbers will follow, so the rest is hatched. */
  draw(matrix: Matrix, names: string[], scale: TimeScale, range: Range, hasStopped: boolean, isLog = true): void {
    Object.assign(this, { matrix, names, scale, range, hasStopped, isLog });
    this.paint();
  }

  private paint(): void {
    const { scale, width, height } = this;
    const ratio = devicePixelRatio || 1;
    if (width <= LEFT + RIGHT) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (!scale) return;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    const box = { left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
    this.paintCells(context, box, scale, ratio);
    this.paintAxes(context, box, scale);
  }

  /** Draw an image with one pixel per row, stretched to the box. */
  private paintCells(context: CanvasRenderingContext2D, box: Box, scale: TimeScale, ratio: number): void {
    const [columns, rows] = [Math.round(box.width * ratio), Math.max(1, this.names.length)];
    const cells = new ImageData(columns, rows);
    const pixels = new Uint32Array(cells.data.buffer);
    const shadeOf = shadesOf(this.range, this.isLog, VIRIDIS.length);
    let painted = 0;
    for (; painted < columns; painted += 1) {
      const column = this.matrix[scale.stepAt(painted / columns)];
      if (!column && !this.hasStopped) break;
      for (let row = 0; column && row < rows; row += 1) {
        const value = column[row];
        if (typeof value !== "number") continue;
        pixels[row * columns + painted] = VIRIDIS[shadeOf(value)] as number;
      }
    }
    if (!painted) return;
    context.fillStyle = hatching(context); // visible wherever a number is missing
    const width = (painted / columns) * box.width;
    context.fillRect(box.left, box.top, width, box.height);
    const image = document.createElement("canvas");
    [image.width, image.height] = [columns, rows];
    image.getContext("2d")?.putImageData(cells, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, painted, rows, box.left, box.top, width, box.height);
  }

  private paintAxes(context: CanvasRenderingContext2D, box: Box, scale: TimeScale): void {
    const colors = palette();
    context.strokeStyle = colors.line;
    context.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
    context.fillStyle = colors.faint;
    context.font = `11px ${colors.sans}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const rowHeight = box.height / Math.max(1, this.names.length);
    const stride = Math.max(1, Math.ceil(13 / rowHeight));
    this.names.forEach((name, row) => {
      if (row % stride === 0) context.fillText(name, box.left - 6, box.top + (row + 0.5) * rowHeight, LEFT - 10);
    });
    context.textBaseline = "top";
    context.textAlign = "center";
    let free = 0;
    for (const step of scale.ticks) {
      const x = box.left + scale.at(step) * box.width;
      if (x < free) continue;
      context.fillText(String(step), x, box.top + box.height + 4);
      free = x + 30;
    }
  }
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function hatching(context: CanvasRenderingContext2D): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const paint = tile.getContext("2d");
  if (!paint) return palette().line;
  paint.fillStyle = palette().surface;
  paint.fillRect(0, 0, 6, 6);
  paint.strokeStyle = palette().faint;
  paint.lineWidth = 0.8;
  paint.beginPath();
  for (const offset of [-6, 0, 6]) {
    paint.moveTo(offset, 6);
    paint.lineTo(offset + 6, 0);
  }
  paint.stroke();
  return context.createPattern(tile, "repeat") ?? palette().line;
}
