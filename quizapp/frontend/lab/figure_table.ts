/** The numbers of a figure as a table below it, built when opened; copied in full as tab-separated text. */
import { announce, message } from "../messages";
import { shown } from "../numbers";

export interface Column {
  title: string;
  values: (number | null)[];
}

const MOST_ROWS = 250;

export class FigureTable {
  private readonly button: HTMLButtonElement | null;
  private readonly place: HTMLElement | null;

  constructor(
    root: Element,
    private readonly title: string,
    private readonly columns: () => Column[],
  ) {
    this.button = root.querySelector("[data-table-button]");
    this.place = root.querySelector("[data-figure-table]");
    this.button?.addEventListener("click", () => {
      if (!this.place) return;
      this.place.hidden = !this.place.hidden;
      this.button?.setAttribute("aria-expanded", String(!this.place.hidden));
      this.redraw();
    });
  }

  redraw(): void {
    if (!this.place || this.place.hidden) return;
    const columns = this.columns();
    const steps = Math.max(0, ...columns.map((column) => column.values.length));
    const stride = Math.max(1, Math.ceil(steps / MOST_ROWS));
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "button button-small";
    copy.textContent = message("table.copy");
    copy.addEventListener("click", () => void copyText(tabbed(columns, steps)));
    const bar = document.createElement("p");
    bar.className = "figure-table-bar";
    bar.append(copy, ...(stride > 1 ? [message("table.every", { stride })] : []));
    const scroll = document.createElement("div");
    scroll.className = "table-scroll";
    scroll.tabIndex = 0;
    scroll.role = "region";
    scroll.ariaLabel = this.title;
    scroll.append(table(this.title, columns, steps, stride));
    this.place.replaceChildren(bar, scroll);
  }
}

function table(title: string, columns: Column[], steps: number, stride: number): HTMLTableElement {
  const whole = document.createElement("table");
  whole.className = "data-table";
  whole.createCaption().textContent = title;
  const names = whole.createTHead().insertRow();
  heading(names, message("chart.step"), "col");
  for (const column of columns) heading(names, column.title, "col");
  const body = whole.createTBody();
  for (const step of stepsShown(steps, stride)) {
    const row = body.insertRow();
    heading(row, String(step), "row");
    for (const { values } of columns) {
      const cell = row.insertCell();
      cell.className = "number";
      cell.textContent = step < values.length ? shown(values[step]) : "";
    }
  }
  return whole;
}

function heading(row: HTMLTableRowElement, text: string, scope: string): void {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  row.append(cell);
}

/** One of every few steps, and the last. */
export function stepsShown(steps: number, stride: number): number[] {
  return Array.from({ length: steps }, (_, step) => step).filter((step) => step % stride === 0 || step === steps - 1);
}

/** Every step with all digits; NaN where a number was not finite. */
export function tabbed(columns: Column[], steps: number): string {
  const lines = [[message("chart.step"), ...columns.map((column) => column.title)]];
  for (let step = 0; step < steps; step += 1) {
    lines.push([
      String(step),
      ...columns.map(({ values }) => (step < values.length ? String(values[step] ?? "NaN") : "")),
    ]);
  }
  return lines.map((line) => line.join("\t")).join("\n");
}

/** Over plain HTTP from another machine, browsers only support the older method. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  announce(message("table.copied"));
}
