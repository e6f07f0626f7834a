/** Every array of the network with its shape, in the full batch. */
import type { UnrolledShown } from "#schemas";

import { message } from "../messages";

export function shapeTable(unrolled: UnrolledShown): HTMLTableElement {
  const table = document.createElement("table");
  table.className = "data-table shape-table";
  const head = table.createTHead().insertRow();
  for (const name of ["unrolled.array", "unrolled.shape", "unrolled.axes"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = message(name);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [name, axes] of inOrder(Object.entries(unrolled.shapes))) {
    const row = body.insertRow();
    const heading = document.createElement("th");
    heading.scope = "row";
    heading.textContent = name;
    row.append(heading);
    for (const part of [axes.map(([, size]) => size), axes.map(([axis]) => axis)]) {
      const code = document.createElement("code");
      code.textContent = `(${part.join(", ")}${part.length === 1 ? "," : ""})`;
      row.insertCell().append(code);
    }
  }
  return table;
}

/** In the order of the forward pass: input, each layer, output. */
export function inOrder<Value>(entries: [string, Value][]): [string, Value][] {
  const place = (name: string): number => {
    const letter = "xUWbsVco".indexOf(name[0] ?? "");
    if (name === "target" || letter < 0) return 1000;
    return "UWbs".includes(name[0] ?? "") ? 10 * Number(name.slice(1)) + letter : letter === 0 ? 0 : 500 + letter;
  };
  return entries.sort(([first], [second]) => place(first) - place(second));
}
