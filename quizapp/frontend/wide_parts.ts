/** On a phone, the tabs of a page scroll sideways: the current one is in view. */
export function showCurrentTab(root: Element): void {
  const current = root.querySelector<HTMLElement>(".tabs [aria-current]");
  const bar = current?.closest<HTMLElement>("ul");
  if (!current || !bar) return;
  const [tab, frame] = [current.getBoundingClientRect(), bar.getBoundingClientRect()];
  if (tab.right > frame.right || tab.left < frame.left) bar.scrollLeft += tab.right - frame.right + tab.width / 4;
}

/** Code, tables, and formulas too wide for their column scroll, so they must be focusable by keyboard. */
export function letWidePartsScroll(root: Element): void {
  const parts = ".prose :is(pre, table, math[display=block]), .sheet-body > *, .sheet-answer > *";
  for (const part of root.querySelectorAll<HTMLElement>(parts)) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
  }
}
