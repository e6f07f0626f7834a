/** Exercises change places in the outline: dragged, or with Alt and an arrow key, which is announced. */
import htmx from "htmx.org";

import { announce, message } from "../messages";

type FindForm = () => HTMLFormElement | null;

export function arrangeOutline(form: FindForm): void {
  let dragged: HTMLElement | null = null;

  document.addEventListener("dragstart", (event) => {
    dragged = lineOf(event.target);
    if (!dragged || !event.dataTransfer) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset["item"] ?? "");
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = lineOf(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    over.parentElement?.insertBefore(dragged, event.clientY < middle ? over : over.nextElementSibling);
  });
  document.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  document.addEventListener("dragend", () => {
    const line = dragged;
    dragged = null;
    line?.classList.remove("is-dragged");
    if (line) place(form, line, lines().indexOf(line));
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const line = lineOf(event.target) ?? openLineFor(event.target);
    if (!line) return;
    event.preventDefault();
    const target = lines().indexOf(line) + (event.key === "ArrowUp" ? -1 : 1);
    if (target >= 0 && target < lines().length) place(form, line, target);
  });
}

/** Move an exercise to a position, and put the focus on its line again. */
function place(form: FindForm, line: HTMLElement, position: number): void {
  const here = form();
  const address = here?.getAttribute("action");
  const key = line.dataset["item"];
  if (!here || !address || !key) return;
  const count = lines().length;
  const hadFocus = line.contains(document.activeElement);
  const values = { action: `place:${position}:${key}` };
  void htmx
    .ajax("post", address, { source: here, target: "#open-part", swap: "outerHTML show:none", values })
    .then(() => {
      announce(message("moved_to", { place: position + 1, count }));
      if (hadFocus) document.querySelector<HTMLElement>(`[data-item="${CSS.escape(key)}"] > a`)?.focus();
    })
    .catch(() => undefined);
}

function lines(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-sortable-outline] > [data-item]")];
}

function lineOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-sortable-outline] > [data-item]") : null;
}

/** In the form, outside of its fields, the keys move the open exercise. */
function openLineFor(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.matches("input, textarea, select")) return null;
  return lines().find((line) => line.classList.contains("is-open")) ?? null;
}
