/** "Run it" opens the lab next to the column, or as a sheet over the foot of a phone. Without this script it is a plain
 * link. A sheet that is closed leaves its lab below the column. */
import { keepDrawer, keptDrawer } from "./drawer_address";
import { fetchPart } from "./fragments";

import { announce, message } from "./messages";

export function openDrawers(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-run-it]") : null;
    const drawer = document.querySelector<HTMLElement>("[data-drawer]");
    if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void openLab(link, drawer);
  });
  document.addEventListener("keydown", (event) => {
    const drawer = document.querySelector<HTMLElement>("[data-drawer]");
    if (event.key !== "Escape" || event.defaultPrevented || !drawer || !isSheet(drawer)) return;
    if (!document.querySelector("dialog[open]")) closeSheet(drawer);
  });
}

/** Whether the drawer lies over the page, as the style of narrow screens says. */
function isSheet(drawer: HTMLElement): boolean {
  return getComputedStyle(drawer).position === "fixed";
}

function closeSheet(drawer: HTMLElement): void {
  delete drawer.dataset["sheet"];
  document.querySelector<HTMLElement>("a[data-run-it][aria-current]")?.focus({ preventScroll: true });
}

/** Show the start of the drawer if it is below the column. */
function bringIntoView(drawer: HTMLElement): void {
  const { position } = getComputedStyle(drawer);
  if (position !== "sticky" && position !== "fixed") drawer.scrollIntoView({ block: "start", behavior: "smooth" });
}

/** Open the linked lab in the drawer and start its run. */
export async function openLab(link: HTMLAnchorElement, drawer: HTMLElement): Promise<void> {
  keepDrawer(link.getAttribute("href") ?? "");
  for (const other of document.querySelectorAll("a[data-run-it][aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  drawer.classList.add("is-open");
  drawer.dataset["autorun"] = "true";
  drawer.setAttribute("aria-busy", "true");
  import("./lab").then(({ expectChart }) => expectChart()).catch(() => {}); // while the lab is fetched, which reports it
  drawer.dataset["sheet"] = "true";
  drawer.scrollTop = 0;
  for (const old of drawer.querySelectorAll(".sheet-bar")) old.remove();
  drawer.prepend(sheetBar(drawer), loadingNote()); // replaced by the lab
  bringIntoView(drawer);
  const address = link.getAttribute("href") ?? "";
  const hasCome = await fetchPart("get", address, { target: drawer, swap: "innerHTML", source: drawer });
  drawer.removeAttribute("aria-busy");
  if (!hasCome) {
    for (const note of drawer.querySelectorAll(".drawer-loading")) note.remove();
    return;
  }
  drawer.prepend(sheetBar(drawer), backTo(link));
  const heading = drawer.querySelector<HTMLElement>("h2");
  heading?.focus({ preventScroll: true });
  announce(heading?.textContent ?? "");
  bringIntoView(drawer);
}

/** Show the lab that was open beside this page when it was left; its run is not computed again. */
export async function reopenDrawer(): Promise<void> {
  const drawer = document.querySelector<HTMLElement>("[data-drawer]");
  const address = drawer && keptDrawer();
  if (!drawer || !address) return;
  drawer.classList.add("is-open");
  if (!(await fetchPart("get", address, { target: drawer, swap: "innerHTML", source: drawer }))) return;
  const path = new URL(address, location.href).pathname;
  const link = [...document.querySelectorAll<HTMLAnchorElement>("a[data-run-it]")].find(
    (each) => new URL(each.href).pathname === path,
  );
  if (!link) return;
  link.setAttribute("aria-current", "true");
  drawer.prepend(backTo(link));
}

function loadingNote(): HTMLElement {
  const note = document.createElement("p");
  note.className = "drawer-loading run-state";
  note.dataset["state"] = "starting";
  note.textContent = message("drawer.loading");
  return note;
}

/** Return to the item when the lab is below the items. */
function backTo(link: HTMLAnchorElement): HTMLElement {
  const back = document.createElement("a");
  back.className = "drawer-back";
  back.href = `#${link.closest("article")?.id ?? "main"}`;
  back.textContent = message("drawer.back");
  return back;
}

/** The top of a sheet, with the button that closes it. */
function sheetBar(drawer: HTMLElement): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "sheet-bar";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-small";
  close.textContent = message("drawer.close");
  close.addEventListener("click", () => closeSheet(drawer));
  bar.append(close);
  return bar;
}
