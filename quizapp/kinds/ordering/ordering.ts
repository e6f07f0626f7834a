/** Entries to put in order: moved by buttons and arrow keys, or dragged by a pointer. Hidden fields follow. */
import { registerKind, type Sortable } from "../../frontend/items/kinds";
import { announce, message } from "../../frontend/messages";

registerKind({
  sortable: (form) => {
    const list = form.querySelector<HTMLElement>("[data-ordering]");
    return list ? makeSortable(list) : null;
  },
});

export function makeSortable(list: HTMLElement): Sortable {
  const entries = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-entry]")];

  const settle = (): void => {
    entries().forEach((entry, place, all) => {
      for (const button of entry.querySelectorAll<HTMLButtonElement>("button[data-move]")) {
        button.disabled = button.dataset["move"] === "up" ? place === 0 : place === all.length - 1;
      }
    });
  };
  const changed = (entry: HTMLElement): void => {
    settle();
    list.dispatchEvent(new Event("reordered", { bubbles: true }));
    const place = entries().indexOf(entry) + 1;
    const words = entry.querySelector("[data-entry-text]")?.textContent?.trim() ?? "";
    announce(message("order.moved", { entry: words, place, count: entries().length }));
  };
  const move = (entry: HTMLElement, by: -1 | 1): void => {
    const neighbor = by < 0 ? entry.previousElementSibling : entry.nextElementSibling;
    if (!neighbor) return;
    if (by < 0) neighbor.before(entry);
    else neighbor.after(entry);
    changed(entry);
  };

  list.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-move]") : null;
    const entry = button?.closest<HTMLElement>("[data-entry]");
    if (!button || !entry) return;
    event.preventDefault(); // without this script, it asks for the page with the other order
    const direction = button.dataset["move"];
    move(entry, direction === "up" ? -1 : 1);
    const other = entry.querySelector<HTMLButtonElement>(`button[data-move=${direction === "up" ? "down" : "up"}]`);
    (button.disabled ? other : button)?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const entry = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-entry]") : null;
    if (!entry || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const focused = document.activeElement;
    move(entry, event.key === "ArrowUp" ? -1 : 1);
    if (focused instanceof HTMLElement) focused.focus();
  });
  dragWithPointer(list, entries, changed);
  settle();

  return {
    arrange(ids) {
      const byId = new Map(entries().map((entry) => [entry.dataset["entry"] ?? "", entry]));
      if (ids.length !== byId.size || ids.some((id) => !byId.has(id))) return;
      list.append(...ids.map((id) => byId.get(id) as HTMLElement));
      settle();
    },
  };
}

/** Move the entries in between to the other side. Moving the dragged entry itself would lose the pointer. */
function pass(entry: HTMLElement, last: Element, side: "nextElementSibling" | "previousElementSibling"): void {
  for (let next = entry[side]; next; next = entry[side]) {
    if (side === "nextElementSibling") entry.before(next);
    else entry.after(next);
    if (next === last) return;
  }
}

function dragWithPointer(list: HTMLElement, entries: () => HTMLElement[], changed: (entry: HTMLElement) => void): void {
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    const entry = handle?.closest<HTMLElement>("[data-entry]");
    if (!handle || !entry) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    entry.classList.add("is-dragged");
    const follow = (moved: Event): void => {
      const y = (moved as PointerEvent).clientY;
      for (const other of entries()) {
        const box = other.getBoundingClientRect();
        if (other === entry || y < box.top || y > box.bottom) continue;
        const isBelow = entry.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (isBelow && y > box.top + box.height / 2) pass(entry, other, "nextElementSibling");
        else if (!isBelow && y < box.top + box.height / 2) pass(entry, other, "previousElementSibling");
      }
    };
    const drop = (): void => {
      entry.classList.remove("is-dragged");
      handle.removeEventListener("pointermove", follow);
      changed(entry);
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  });
}
