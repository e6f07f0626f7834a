/** Exercises that are folded to one line: links to them open them, and their hints take the focus. */
import { unfold } from "../shortcuts";

export function openLinkedItems(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href*='#item-']") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const address = new URL(link.href);
    if (address.pathname !== location.pathname) return;
    const item = document.getElementById(address.hash.slice(1));
    const fold = item?.querySelector<HTMLDetailsElement>("details.item-fold");
    if (!item || !fold) return;
    event.preventDefault();
    history.replaceState(history.state, "", address);
    unfold(fold);
    fold.querySelector<HTMLElement>("summary")?.focus({ preventScroll: true });
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches("[data-hint]")) return;
    box.closest(".hint")?.querySelector<HTMLElement>(".hint-text")?.focus({ preventScroll: true });
  });
  unfoldLinked();
  addEventListener("hashchange", unfoldLinked);
  const cell = document.querySelector<HTMLElement>("[data-strip] [aria-current]");
  const strip = cell?.closest<HTMLElement>("[data-strip]");
  if (cell && strip) strip.scrollLeft = cell.offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
}

/** The exercise that the address names. */
function unfoldLinked(): void {
  const item = location.hash.startsWith("#item-") ? document.getElementById(location.hash.slice(1)) : null;
  const fold = item?.querySelector<HTMLDetailsElement>("details.item-fold:not([open])");
  if (fold) unfold(fold);
}

/** Show the mark of an exercise, after an answer, among the landmarks and in the strip too. */
export function copyMark(item: HTMLElement): void {
  const mark = item.querySelector(".item-line > .mark");
  const name = item.dataset["item"];
  if (!mark || !name) return;
  for (const old of document.querySelectorAll(
    `[data-landmark="${name}"] > .mark, .rail-strip a[href$="#item-${name}"] > .mark`,
  )) {
    old.replaceWith(mark.cloneNode(true));
  }
}
