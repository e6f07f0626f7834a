/** Animations: their first frame until somebody plays them, and again when they are stopped. */
import { message } from "./messages";

const PLAYED = "a.played-image";

export function offerPlaying(root: Element): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>(PLAYED)) {
    link.setAttribute("role", "button");
    name(link);
  }
}

export function playImages(): void {
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link);
  });
  document.addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link || event.key !== " ") return; // a link only follows Enter, a button both
    event.preventDefault();
    toggle(link);
  });
}

function linkOf(event: Event): HTMLAnchorElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(PLAYED) : null;
}

function toggle(link: HTMLAnchorElement): void {
  const image = link.querySelector("img");
  if (!image) return;
  const plays = link.toggleAttribute("data-plays");
  image.src = plays ? link.href : `${link.href}?still`;
  name(link);
}

function name(link: HTMLAnchorElement): void {
  const words = link.querySelector("img")?.alt ?? "";
  const said = message(link.hasAttribute("data-plays") ? "image.stop" : "image.play", { words });
  link.setAttribute("aria-label", said);
}
