/** An outcome map by keyboard and pointer: arrow keys move between cells, and the current cell is described below. */

export function readMap(root: HTMLElement): void {
  const rows = [...root.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
  const readout = root.parentElement?.querySelector("[data-map-readout]");
  const read = (event: Event): void => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button.cell") : null;
    if (cell && readout) readout.textContent = cell.title;
  };
  root.addEventListener("pointerover", read);
  root.addEventListener("focusin", read);
  root.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const here = event.target instanceof Element ? event.target.closest("td") : null;
    if (!move || !here) return;
    event.preventDefault();
    let row = rows.findIndex((cells) => cells.includes(here));
    let column = rows[row]?.indexOf(here) ?? -1;
    for (;;) {
      row += move[0] ?? 0;
      column += move[1] ?? 0;
      const next = rows[row]?.[column];
      if (!next) return;
      const cell = next.querySelector<HTMLButtonElement>("button.cell");
      if (!cell) continue;
      for (const other of root.querySelectorAll<HTMLButtonElement>("button.cell[tabindex='0']")) other.tabIndex = -1;
      cell.tabIndex = 0;
      cell.focus();
      return;
    }
  });
}
