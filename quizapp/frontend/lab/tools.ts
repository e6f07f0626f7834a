/**
 * Tools for a run beyond its curves. Each tool is a page of the run, opened here below the figures; the one that was
 * open when the page was left opens again with its result.
 */
import { fetchPart } from "../fragments";

export class Tools {
  private readonly links: HTMLAnchorElement[];
  private readonly panel: HTMLElement | null;
  private readonly untilRun: HTMLElement | null;
  private run: string | null = null;

  constructor(root: Element) {
    this.links = [...root.querySelectorAll<HTMLAnchorElement>("[data-tool]")];
    this.panel = root.querySelector("[data-tool-panel]");
    this.untilRun = root.querySelector("[data-until-run]");
    for (const link of this.links) link.addEventListener("click", (event) => this.clicked(event, link));
    this.panel?.addEventListener("htmx:afterRequest", (event) => {
      const { xhr, successful } = (event as CustomEvent<{ xhr?: XMLHttpRequest; successful?: boolean }>).detail;
      const shown = new URL(xhr?.responseURL || location.href);
      if (this.run && successful && shown.pathname.startsWith(`/lab/runs/${this.run}/`))
        keep(this.run, shown.pathname + shown.search);
    });
  }

  /** Set the run that the tools apply to; null while no run is finished. */
  offer(id: string | null): void {
    if (this.untilRun) this.untilRun.hidden = id !== null;
    const isNew = id !== null && id !== this.run;
    this.run = id;
    for (const link of this.links) {
      if (id) {
        link.href = `/lab/runs/${id}/${link.dataset["tool"]}`;
        link.removeAttribute("aria-disabled");
      } else {
        link.removeAttribute("href");
        link.setAttribute("aria-disabled", "true");
      }
    }
    const address = isNew ? kept(id) : null;
    if (address) void this.show(address);
  }

  private clicked(event: MouseEvent, link: HTMLAnchorElement): void {
    const address = link.getAttribute("href");
    if (!this.panel || !address || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void this.show(address).then(() => this.panel?.querySelector<HTMLElement>("[tabindex='-1']")?.focus());
  }

  private async show(address: string): Promise<void> {
    const { panel } = this;
    if (!panel) return;
    const path = new URL(address, location.href).pathname;
    for (const link of this.links)
      link.toggleAttribute("aria-current", path.endsWith(`/${link.dataset["tool"] ?? ""}`));
    await fetchPart("get", address, { target: panel, swap: "innerHTML", source: panel });
  }
}

function keep(run: string, address: string): void {
  try {
    sessionStorage.setItem(`tool:${run}`, address);
  } catch {
    // Without storage, the tool lasts as long as the page.
  }
}

function kept(run: string): string | null {
  try {
    return sessionStorage.getItem(`tool:${run}`);
  } catch {
    return null; // storage is blocked
  }
}
