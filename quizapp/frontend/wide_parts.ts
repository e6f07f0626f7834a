/** Code, tables, and formulas too wide for their column scroll, so they must be focusable by keyboard. */
export function letWidePartsScroll(root: Element): void {
  for (const part of root.querySelectorAll<HTMLElement>(".prose :is(pre, table, math[display=block])")) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
  }
}
