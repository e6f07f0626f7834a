/** Tools for a run beyond its curves. Each tool is a page of the run, opened here below the figures. */
import { fetchPart } from "../fragments";

export class Tools {
  private readonly links: HTMLAnchorElement[];
  private readonly panel: HTMLElement | null;
  private readonly untilRun: HTMLElement | null;

  constructor(root: Element) {
    this.links = [...root.querySelectorAll<HTMLAnchorElement>("[data-tool]")];
    this.panel = root.querySelector("[data-tool-panel]");
    this.untilRun = root.querySelector("[data-until-run]");
    for (const link of this.links) link.addEventListener("click", (event) => this.open(event, link));
  }

  /** Set the run that the tools apply to; null while no run is finished. */
  offer(id: string | null): void {
    if (this.untilRun) this.untilRun.hidden = id !== null;
    for (const link of this.links) {
      if (id) {
        link.href = `/lab/runs/${id}/${link.dataset["tool"]}`;
        link.removeAttribute("aria-disabled");
      } else {
        link.removeAttribute("href");
        link.setAttribute("aria-disabled", "true");
      }
    }
  }

  private open(event: MouseEvent, link: HTMLAnchorElement): void {
    const address = link.getAttribute("href");
    if (!this.panel || !address || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    for (const other of this.links) other.toggleAttribute("aria-current", other === link);
    const { panel } = this;
    void fetchPart("get", address, { target: panel, swap: "innerHTML", source: panel }).then(() => {
      panel.querySelector<HTMLElement>("[tabindex='-1']")?.focus();
    });
  }
}
