/** The keys of a lab that fills a page: the step, the run, the tools, and the neighboring scenarios. */
import type { Cursor } from "../charts/cursor";

const FIELDS =
  "input:not([data-cursor]), select, textarea, [contenteditable], [role=listbox], [data-map], details[open] > summary";

export function listenToKeys(root: HTMLElement, cursor: Cursor, gone: AbortSignal): void {
  const keys: Record<string, () => boolean> = {
    ArrowLeft: () => step(cursor, -1),
    ArrowRight: () => step(cursor, 1),
    "[": () => follow("a[rel=prev]"),
    "]": () => follow("a[rel=next]"),
    Enter: () => document.activeElement === document.body && press(root, "[data-run]:not([hidden])"),
  };
  for (const [index, tool] of [...root.querySelectorAll<HTMLElement>(".lab-tools-row > .tool")].entries())
    keys[String(index + 1)] = () => !tool.hasAttribute("aria-disabled") && press(tool);
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const focused = document.activeElement;
      if (focused?.closest(FIELDS) || (focused?.matches("[data-cursor]") && event.key.startsWith("Arrow"))) return;
      if (keys[event.key]?.()) event.preventDefault();
    },
    { signal: gone },
  );
}

function step(cursor: Cursor, by: number): boolean {
  cursor.moveTo(cursor.step + by);
  return true;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(`.breadcrumb ${selector}`);
  link?.click();
  return link !== null;
}

function press(place: HTMLElement, selector?: string): boolean {
  const found = selector ? place.querySelector<HTMLElement>(selector) : place;
  found?.click();
  return found !== null;
}
