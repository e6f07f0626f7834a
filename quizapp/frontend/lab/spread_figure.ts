/** A norm for each layer, or each time step of the sequence: its profile at one step, and a heatmap for each arm. */
import { Heatmap, commonRange } from "../charts/heatmap";
import type { Range } from "../charts/heatmap";
import { viridis } from "../charts/colour_map";
import { ProfileChart } from "../charts/profile";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import { svg } from "../svg";
import type { Arm } from "./run_store";

export class SpreadFigure {
  private readonly name: string;
  private readonly profile: ProfileChart | null;
  private readonly heatmaps: Heatmap[];
  private readonly scrub: HTMLInputElement | null;
  private arms: Arm[] = [];
  private isFollowing = true;

  constructor(private readonly root: HTMLElement) {
    this.name = root.dataset["spread"] ?? "";
    const plot = root.querySelector<HTMLElement>("[data-plot]");
    this.profile = plot ? new ProfileChart(plot) : null;
    this.scrub = root.querySelector("[data-scrub]");
    const places = [...root.querySelectorAll<HTMLElement>("[data-heat]")];
    this.heatmaps = places.map((place, index) => new Heatmap(place, (step, row) => this.read(index, step, row)));
    this.scrub?.addEventListener("input", () => {
      this.isFollowing = false;
      this.drawProfile();
    });
  }

  restart(): void {
    this.isFollowing = true;
  }

  draw(arms: Arm[], scale: TimeScale): void {
    this.arms = arms;
    const matrices = arms.map((arm) => arm.matrix(this.name));
    const range = this.isShare ? { low: 0, high: 1 } : commonRange(matrices);
    const steps = Math.max(...matrices.map((matrix) => matrix.length));
    if (this.scrub) {
      this.scrub.max = String(Math.max(0, steps - 1));
      this.scrub.disabled = steps === 0;
      if (this.isFollowing) this.scrub.value = String(Math.max(0, steps - 1));
    }
    this.heatmaps.forEach((heatmap, index) => {
      const matrix = matrices[index] ?? [];
      heatmap.draw(matrix, this.placeNames(), scale, range, arms[index]?.stopsAt(this.name) !== null, !this.isShare);
      this.describe(index, matrix, range);
    });
    this.drawProfile();
    this.drawScale(steps ? range : null);
  }

  private get isOverLayers(): boolean {
    return this.name !== "time_gradient_norm";
  }

  /** A share from 0 to 1, on an even scale; all else spans decades. */
  private get isShare(): boolean {
    return this.name === "activation_saturation";
  }

  private placeNames(): string[] {
    const layers = this.arms.find((arm) => arm.result)?.result?.layer_names;
    const width = Math.max(0, ...this.arms.map((arm) => arm.matrix(this.name)[0]?.length ?? 0));
    return Array.from({ length: width }, (_, index) => (this.isOverLayers ? (layers?.[index] ?? String(index + 1)) : String(index)));
  }

  private drawProfile(): void {
    const step = Number(this.scrub?.value ?? 0);
    const stopped: string[] = [];
    const profiles = this.arms.map((arm) => {
      const matrix = arm.matrix(this.name);
      const there = Math.min(step, lastFinite(matrix));
      if (matrix.length && there < step) stopped.push(message("profile.earlier", { arm: arm.label, step: there }));
      return { label: arm.label, values: matrix[there] ?? [] };
    });
    this.profile?.draw(profiles, this.placeNames(), message(this.isOverLayers ? "axis.layer" : "axis.time"), !this.isShare);
    const label = this.root.querySelector("[data-scrub-label]");
    if (label) label.textContent = [message("profile.title", { step }), ...stopped].join(" · ");
  }

  private read(index: number, step: number, row: number): void {
    const arm = this.arms[index];
    const value = arm?.matrix(this.name)[step]?.[row];
    const readout = this.root.querySelector("[data-heat-readout]");
    if (!arm || !readout || value === undefined) return;
    const place = message(this.isOverLayers ? "heat.layer" : "heat.time", { name: this.placeNames()[row] ?? row });
    const words = value === null ? message("heat.nan") : shown(value);
    readout.textContent = message("heat.cell", { arm: arm.label, place, step, value: words });
  }

  private describe(index: number, matrix: (number | null)[][], range: Range): void {
    if (!matrix.length) return;
    const values = { arm: this.arms[index]?.label ?? "", low: shown(range.low), high: shown(range.high), steps: matrix.length };
    this.root.querySelector(`[data-heat="${index}"]`)?.setAttribute("aria-label", message("heat.summary", values));
  }

  private drawScale(range: Range | null): void {
    const place = this.root.querySelector("[data-heat-scale]");
    if (!place || !range) return;
    const bar = svg("svg", { viewBox: "0 0 120 8", width: 120, height: 8, preserveAspectRatio: "none" });
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
}

function lastFinite(matrix: (number | null)[][]): number {
  for (let step = matrix.length - 1; step >= 0; step -= 1) {
    if (matrix[step]?.some((value) => value !== null)) return step;
  }
  return 0;
}
