/** Code, tables and formulas too wide for their column scroll; a keyboard must reach them to do so. */
export function letWidePartsScroll(root: Element): void {
  for (const part of root.querySelectorAll<HTMLElement>(".prose :is(pre, table, math[display=block])")) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
  }
}
