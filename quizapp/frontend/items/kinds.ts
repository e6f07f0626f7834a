/** What the scripts of the kinds of exercises add to items. Each registers itself before the page's own scripts run. */

/** A list whose hidden fields follow the order of its entries. */
export interface Sortable {
  arrange(ids: string[]): void;
}

export interface KindScript {
  /** Activates the list to be put in order in a form; null in a form of another kind. */
  sortable?: (form: HTMLFormElement) => Sortable | null;
  /** Activates the other controls of a form, after a draft answer has been restored. */
  wake?: (form: HTMLFormElement) => void;
  /** Called when an answer has been graded; false in an item of another kind. */
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
