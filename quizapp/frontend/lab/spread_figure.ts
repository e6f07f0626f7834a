/** A number for each layer, or each time step of the sequence: its profile at one step, and all steps of each arm. */
import type { Cursor } from "../charts/cursor";
import { CursorLine } from "../charts/cursor";
import { decades } from "../charts/decades";
import type { Range } from "../charts/heat_range";
import { commonRange } from "../charts/heat_range";
import { Heatmap } from "../charts/heatmap";
import { ProfileChart } from "../charts/profile";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { shown } from "../numbers";
import type { Column } from "./figure_table";
import { FigureTable } from "./figure_table";
import type { Figure } from "./gallery";
import { GrowthLines } from "./growth_lines";
import { showHeatScale } from "./heat_scale";
import { layerName } from "./layer_names";
import type { Arm } from "./run_store";
import { stopOf } from "./stops";
import { theoryOf, theorySentences } from "./theory_line";

export class SpreadFigure implements Figure {
  private readonly name: string;
  private readonly profile: ProfileChart | null;
  private readonly heatmaps: Heatmap[];
  private readonly heatCursors: CursorLine[];
  private readonly lines: GrowthLines[];
  private readonly table: FigureTable;
  private arms: Arm[] = [];
  private scale: TimeScale | null = null;
  private showsLines = false;

  constructor(
    readonly root: HTMLElement,
    private readonly cursor: Cursor,
  ) {
    this.name = root.dataset["spread"] ?? "";
    const plot = root.querySelector<HTMLElement>("[data-plot]");
    this.profile = plot ? new ProfileChart(plot) : null;
    const places = [...root.querySelectorAll<HTMLElement>("[data-heat]")];
    this.heatmaps = places.map((place, index) => new Heatmap(place, (step, row) => this.read(index, step, row)));
    this.heatCursors = places.map((place) => new CursorLine(place, cursor));
    this.lines = [...root.querySelectorAll<HTMLElement>("[data-growth]")].map(
      (place) => new GrowthLines(place, cursor),
    );
    this.table = new FigureTable(root, root.querySelector("[data-chart-title]")?.textContent ?? "", () =>
      this.columns(),
    );
    for (const button of root.querySelectorAll<HTMLButtonElement>("[data-view-choice] button")) {
      button.addEventListener("click", () => this.choose(button.value === "lines"));
    }
    root.querySelector("[data-theory-look]")?.addEventListener("click", () => cursor.moveTo(0));
  }

  draw(arms: Arm[], scale: TimeScale): void {
    this.arms = arms;
    this.scale = scale;
    this.drawSteps();
    this.drawCursor(scale);
    this.table.redraw();
  }

  drawCursor(scale: TimeScale): void {
    this.drawProfile();
    for (const line of this.heatCursors) line.draw(scale);
    for (const line of this.lines) line.drawCursor(scale);
  }

  drawTheory(): void {
    if (this.cursor.step === 0) this.drawProfile();
    else this.tellTheory();
  }

  private choose(lines: boolean): void {
    this.showsLines = lines;
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-view-choice] button")) {
      button.setAttribute("aria-pressed", String((button.value === "lines") === lines));
    }
    for (const place of this.root.querySelectorAll<HTMLElement>("[data-growth]")) place.hidden = !lines;
    for (const place of this.root.querySelectorAll<HTMLElement>(
      "[data-heat], [data-heat-scale], [data-heat-readout]",
    )) {
      place.hidden = lines;
    }
    this.drawSteps();
    if (this.scale) this.drawCursor(this.scale);
  }

  private drawSteps(): void {
    const { arms, scale } = this;
    if (!scale) return;
    const matrices = arms.map((arm) => arm.matrix(this.name));
    if (this.showsLines) {
      const all = [...matrices.flat(2), this.rule];
      const range = this.isShare ? null : decades(all);
      this.lines.forEach((lines, index) => {
        lines.draw(matrices[index] ?? [], this.partNames(), scale, range, this.hasStopped(index), this.rule);
      });
      return;
    }
    const range = this.isShare ? { low: 0, high: 1 } : commonRange(matrices);
    this.heatmaps.forEach((heatmap, index) => {
      const matrix = matrices[index] ?? [];
      heatmap.draw(matrix, this.partNames(), scale, range, this.hasStopped(index), !this.isShare);
      this.describe(index, matrix, range);
    });
    const place = this.root.querySelector("[data-heat-scale]");
    if (place && matrices.some((matrix) => matrix.length)) showHeatScale(place, range);
  }

  private get isOverLayers(): boolean {
    return this.name !== "time_gradient_norm";
  }

  /** A share from 0 to 1, on a linear scale; all others are logarithmic. */
  private get isShare(): boolean {
    return "even" in this.root.dataset;
  }

  /** A reference value, by a rule of thumb. */
  private get rule(): number | null {
    const rule = this.root.dataset["rule"];
    return rule === undefined ? null : Number(rule);
  }

  private hasStopped(index: number): boolean {
    const arm = this.arms[index];
    return arm !== undefined && stopOf(arm, this.name) !== null;
  }

  private partNames(): string[] {
    const layers = this.arms.find((arm) => arm.result)?.result?.layer_names;
    const width = Math.max(0, ...this.arms.map((arm) => arm.matrix(this.name)[0]?.length ?? 0));
    return Array.from({ length: width }, (_, index) =>
      this.isOverLayers ? layerName(layers?.[index] ?? String(index + 1)) : String(index),
    );
  }

  private drawProfile(): void {
    const { step } = this.cursor;
    const stopped: string[] = [];
    const profiles = this.arms.map((arm) => {
      const matrix = arm.matrix(this.name);
      const there = Math.min(step, lastFinite(matrix));
      if (matrix.length && there < step) stopped.push(message("profile.earlier", { arm: arm.label, step: there }));
      const predicted = step === 0 ? (theoryOf(arm, this.name)?.values ?? []) : [];
      return { label: arm.label, values: matrix[there] ?? [], predicted };
    });
    this.profile?.draw(profiles, {
      names: this.partNames(),
      axisName: message(this.isOverLayers ? "axis.layer" : "axis.time"),
      isLog: !this.isShare,
      rule: this.rule,
    });
    const label = this.root.querySelector("[data-profile-step]");
    if (label) label.textContent = [message("profile.title", { step }), ...stopped].join(" · ");
    this.tellTheory();
  }

  private tellTheory(): void {
    const place = this.root.querySelector("[data-theory-says]");
    if (!place) return;
    const said = theorySentences(this.arms, this.name);
    const isKnown = this.arms.length > 0 && this.arms.every((arm) => arm.prediction);
    place.textContent = said.length
      ? `${said.join(" ")} ${message("theory.assumes")}`
      : isKnown
        ? message("theory.none")
        : "";
    const look = this.root.querySelector<HTMLElement>("[data-theory-look]");
    if (look) look.hidden = !said.length || this.cursor.step === 0;
  }

  private read(index: number, step: number, row: number): void {
    const arm = this.arms[index];
    const value = arm?.matrix(this.name)[step]?.[row];
    const readout = this.root.querySelector("[data-heat-readout]");
    if (!arm || !readout || value === undefined) return;
    const place = message(this.isOverLayers ? "heat.layer" : "heat.time", { name: this.partNames()[row] ?? row });
    const words = value === null ? message("heat.nan") : shown(value);
    readout.textContent = message("heat.cell", { arm: arm.label, place, step, value: words });
  }

  private describe(index: number, matrix: (number | null)[][], range: Range): void {
    if (!matrix.length) return;
    const values = {
      arm: this.arms[index]?.label ?? "",
      low: shown(range.low),
      high: shown(range.high),
      steps: matrix.length,
    };
    this.root.querySelector(`[data-heat="${index}"]`)?.setAttribute("aria-label", message("heat.summary", values));
  }

  private columns(): Column[] {
    const names = this.partNames();
    return this.arms.flatMap((arm) => {
      const matrix = arm.matrix(this.name);
      return names.map((name, part) => ({
        title: `${arm.label} · ${name}`,
        values: matrix.map((row) => row[part] ?? null),
      }));
    });
  }
}

function lastFinite(matrix: (number | null)[][]): number {
  for (let step = matrix.length - 1; step >= 0; step -= 1) {
    if (matrix[step]?.some((value) => value !== null)) return step;
  }
  return 0;
}
