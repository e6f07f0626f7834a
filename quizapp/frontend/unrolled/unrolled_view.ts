/** The unrolled network of a finished run: one arm, before or after training. */
import type { UnrolledList, UnrolledShown } from "#schemas";

import { fetchUnrolled } from "../lab/run_client";
import { message } from "../messages";
import { percent } from "../numbers";
import { drawGraph } from "./graph";
import { shapeTable } from "./shape_table";
import { bestGuesses } from "./unrolled";

export class UnrolledView {
  private run: UnrolledList | null = null;
  private arm: number;
  private moment: "before" | "after" = "after";

  constructor(private readonly root: Element) {
    this.arm = Number(root.querySelector<HTMLButtonElement>("[data-choose-arm] [aria-pressed=true]")?.value ?? 0);
    this.offer("data-choose-arm", (value) => (this.arm = Number(value)));
    this.offer("data-choose-when", (value) => (this.moment = value === "before" ? "before" : "after"));
  }

  /** Redraw after a change of the width or the theme. */
  redraw(): void {
    this.draw();
  }

  async load(runId: string): Promise<void> {
    this.run = await fetchUnrolled(runId);
    this.draw();
  }

  private offer(name: string, choose: (value: string) => void): void {
    const buttons = this.root.querySelectorAll<HTMLButtonElement>(`[${name}] button`);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        choose(button.value);
        this.draw();
      });
    }
  }

  private draw(): void {
    const pair = this.run?.experiments[this.arm];
    const unrolled = pair?.[this.moment];
    const graph = this.root.querySelector("[data-graph]");
    if (!unrolled || !graph) return;
    const picture = drawGraph(unrolled, graph.clientWidth);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", spoken(unrolled));
    const shared = document.createElement("p");
    shared.className = "graph-caption";
    shared.textContent = message("unrolled.shared");
    graph.replaceChildren(picture, shared);
    this.root.querySelector("[data-shapes]")?.replaceChildren(shapeTable(unrolled));
  }
}

function spoken(unrolled: UnrolledShown): string {
  const offset = unrolled.words.length - unrolled.outputs.length;
  return unrolled.words
    .slice(offset)
    .map((word, index) => {
      const best = bestGuesses(unrolled, index, 1)[0];
      return message("unrolled.summary", { word, guess: best?.word ?? "", share: percent(best?.share ?? 0) });
    })
    .join("; ");
}
