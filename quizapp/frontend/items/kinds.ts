/** What the scripts of the kinds of answer add to items. Each registers itself; the bundle loads them before the page. */

/** A list whose hidden fields follow the order of its entries. */
export interface Sortable {
  arrange(ids: string[]): void;
}

export interface KindScript {
  /** The list to be put in order in a form, woken; null in a form of another kind. */
  sortable?: (form: HTMLFormElement) => Sortable | null;
  /** Wakes the other controls of a form, once a kept answer has been put back. */
  wake?: (form: HTMLFormElement) => void;
  /** Takes over when an answer has been graded; false in an item of another kind. */
  afterAnswer?: (item: HTMLElement) => boolean;
}

const scripts: KindScript[] = [];

export function registerKind(script: KindScript): void {
  scripts.push(script);
}

export function sortableOf(form: HTMLFormElement): Sortable | null {
  for (const { sortable } of scripts) {
    const found = sortable?.(form);
    if (found) return found;
  }
  return null;
}

export function wakeControls(form: HTMLFormElement): void {
  for (const { wake } of scripts) wake?.(form);
}

export function isTakenOver(item: HTMLElement): boolean {
  return scripts.some(({ afterAnswer }) => afterAnswer?.(item) ?? false);
}
