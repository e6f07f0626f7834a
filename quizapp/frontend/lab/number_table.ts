/** The drawn numbers as a table, made when it is opened. */
import { message } from "../messages";
import { shown } from "../numbers";
import type { Arm } from "./run_store";

export class NumberTable {
  private arms: Arm[] = [];

  constructor(private readonly details: HTMLDetailsElement | null, private readonly columns: { name: string; title: string }[]) {
    details?.addEventListener("toggle", () => this.draw(this.arms));
  }

  draw(arms: Arm[]): void {
    this.arms = arms;
    const place = this.details?.querySelector("div");
    if (!this.details?.open || !place) return;
    const table = document.createElement("table");
    table.className = "data-table";
    const head = table.createTHead();
    const names = head.insertRow();
    heading(names, message("chart.step"), "col");
    for (const column of this.columns) {
      for (const arm of arms) heading(names, `${column.title} · ${arm.label}`, "col");
    }
    const numbers = this.columns.map((column) => arms.map((arm) => arm.numbers(column.name)));
    const body = table.createTBody();
    const steps = Math.max(0, ...arms.map((arm) => arm.numbers("loss").length));
    for (let step = 0; step < steps; step += 1) {
      const row = body.insertRow();
      heading(row, String(step), "row");
      for (const values of numbers.flat()) {
        const cell = row.insertCell();
        cell.className = "number";
        cell.textContent = step < values.length ? shown(values[step]) : "";
      }
    }
    place.replaceChildren(table);
  }
}

function heading(row: HTMLTableRowElement, text: string, scope: string): void {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  row.append(cell);
}
