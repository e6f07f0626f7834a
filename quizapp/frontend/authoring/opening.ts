/** Opening another part of a question: only that part is fetched, and it has an address of its own. */
import htmx from "htmx.org";

import { OPEN_PART } from "./typing";

interface Swap {
  target?: Element;
  shouldSwap?: boolean;
  pathInfo?: { requestPath?: string };
  requestConfig?: { verb?: string };
}
/** Calls its argument once nothing that is typed can be lost any more. */
type Leave = (follow: () => void) => void;

const FIRST = "question";

/** leave: of what is typed in the open part. isUnsaved: whether there is any. */
export function startOpening(leave: Leave, isUnsaved: () => boolean): void {
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element && event.target.id === OPEN_PART) completeChoices(event.target);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<Swap>;
    const address = detail.pathInfo?.requestPath;
    if (detail.target?.id !== OPEN_PART || detail.requestConfig?.verb !== "get" || !address || !isUnsaved()) return;
    detail.shouldSwap = false; // typed while the other part was on its way
    leave(() => void fetchPart(address));
  });
  window.addEventListener("popstate", () => {
    const open = openPart();
    if (open && open !== addressedPart()) leave(() => void fetchPart(location.pathname + location.search));
  });
}

/** The open part is the one of the address and of the outline, and is read from its heading. */
export function noteOpened(): void {
  const open = openPart();
  if (!open) return;
  for (const link of document.querySelectorAll<HTMLElement>("[data-part-link]")) {
    const isOpen = link.dataset["partLink"] === open;
    link.closest(".outline-line")?.classList.toggle("is-open", isOpen);
    link.toggleAttribute("aria-current", isOpen);
    if (isOpen) link.setAttribute("aria-current", "true");
  }
  if (open === addressedPart()) return;
  history.pushState(null, "", `${location.pathname}?part=${encodeURIComponent(open)}`);
}

/** After a link to another part: the heading, unless a field of the part has the focus. */
export function focusHeading(): void {
  if (document.activeElement?.closest(`#${OPEN_PART}`)) return;
  document.querySelector<HTMLElement>("#part-heading")?.focus();
}

export function openPart(): string | undefined {
  return document.querySelector<HTMLElement>("#question-form")?.dataset["part"];
}

function addressedPart(): string {
  return new URLSearchParams(location.search).get("part") ?? FIRST;
}

async function fetchPart(address: string): Promise<void> {
  const seen = document.querySelector<HTMLInputElement>("#seen")?.value;
  const values = seen ? { seen } : {};
  await htmx
    .ajax("get", address, { target: `#${OPEN_PART}`, swap: "outerHTML show:none", values })
    .catch(() => undefined);
}

/** A part is sent with the chosen one of many choices; the page has all of them. */
function completeChoices(part: Element): void {
  for (const select of part.querySelectorAll<HTMLSelectElement>("select[data-choices]")) {
    const all = document.querySelector<HTMLTemplateElement>(`template#${select.dataset["choices"]}`);
    if (!all) continue;
    const chosen = select.value;
    select.replaceChildren(all.content.cloneNode(true));
    select.value = chosen;
  }
}
