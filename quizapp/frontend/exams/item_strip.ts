/** The strip of an exam: which exercise is shown, which are answered, and which are flagged. */
import { message } from "../messages";

const OPEN = 0;
const ANSWERED = 1;
const FOCUS = 2;

export class ItemStrip {
  private readonly cells: HTMLAnchorElement[];
  private readonly marks: Element[];

  constructor(place: HTMLElement) {
    this.cells = [...place.querySelectorAll<HTMLAnchorElement>(".strip-cell")];
    const template = place.querySelector<HTMLTemplateElement>("template[data-marks]");
    this.marks = [...(template?.content.querySelectorAll(".mark") ?? [])];
    for (const cell of this.cells) {
      const isAnswered = cell.querySelector(".mark-answered") !== null;
      cell.dataset["answered"] = String(isAnswered);
    }
    this.bringIntoView();
  }

  chosen(go: (position: number) => void): void {
    this.cells.forEach((cell, place) => {
      cell.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(place + 1);
      });
    });
  }

  show(position: number): void {
    this.cells.forEach((cell, place) => {
      if (place + 1 === position) cell.setAttribute("aria-current", "step");
      else cell.removeAttribute("aria-current");
      this.draw(cell, place + 1);
    });
    this.bringIntoView();
  }

  /** null: as it is. */
  mark(position: number, isAnswered: boolean | null, isFlagged: boolean | null): void {
    const cell = this.cells[position - 1];
    if (!cell) return;
    if (isAnswered !== null) cell.dataset["answered"] = String(isAnswered);
    if (isFlagged !== null) cell.toggleAttribute("data-flagged", isFlagged);
    this.draw(cell, position);
  }

  private draw(cell: HTMLAnchorElement, position: number): void {
    const isAnswered = cell.dataset["answered"] === "true";
    const isCurrent = cell.hasAttribute("aria-current");
    const mark = this.marks[isAnswered ? ANSWERED : isCurrent ? FOCUS : OPEN];
    if (mark) cell.querySelector(".mark")?.replaceWith(mark.cloneNode(true));
    const facts = [
      message("exam.cell", { number: position }),
      message(isAnswered ? "exam.answered" : "exam.open"),
      ...("flagged" in cell.dataset ? [message("exam.flagged")] : []),
    ];
    cell.setAttribute("aria-label", facts.join(message("exam.comma")));
  }

  private bringIntoView(): void {
    const cell = this.cells.find((each) => each.hasAttribute("aria-current"));
    const strip = cell?.closest<HTMLElement>(".strip");
    if (cell && strip) strip.scrollLeft = cell.offsetLeft - strip.offsetLeft - strip.clientWidth / 2 + 22;
  }
}
