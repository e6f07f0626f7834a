/** The symptoms below the time axis: a lane for each arm, with a numbered mark where each one was detected. */
import { LEFT, RIGHT } from "../charts/margins";
import type { TimeScale } from "../charts/time_scale";
import { message } from "../messages";
import { svg } from "../svg";
import type { Arm } from "./run_store";
import { symptomItem, symptomName } from "./symptoms";

const LANE = 30;
const MARK = 9;
const CHARACTER = 14; // pixels at most, of the note on a lane

export class Timeline {
  private readonly track: HTMLElement | null;
  private width = 0; // of the track, as last observed; measuring it would force a layout
  private paint: () => void = () => undefined;

  constructor(private readonly root: Element) {
    this.track = root.querySelector("[data-track]");
    if (this.track) new ResizeObserver(([entry]) => this.resize(entry?.contentRect.width ?? 0)).observe(this.track);
  }

  draw(arms: Arm[], scale: TimeScale, isOver: boolean): void {
    for (const [index, arm] of arms.entries()) this.list(arm, index, isOver);
    this.paint = () => this.paintLanes(arms, scale);
    this.paint();
  }

  private resize(width: number): void {
    this.width = width;
    this.paint();
  }

  private paintLanes(arms: Arm[], scale: TimeScale): void {
    const { track, width } = this;
    if (!track || width <= LEFT + RIGHT) return;
    const height = arms.length * LANE;
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
    picture.append(...arms.map((arm, index) => this.lane(arm, index, scale, width - LEFT - RIGHT)));
    track.querySelector("svg")?.remove();
    track.prepend(picture);
  }

  private lane(arm: Arm, index: number, scale: TimeScale, width: number): SVGElement {
    const middle = index * LANE + LANE / 2;
    const lane = svg("g", { class: `lane lane-${index === 0 ? "baseline" : "treated"}` });
    const done = arm.step ? Math.min(1, scale.at(arm.step - 1)) : 0;
    lane.append(
      svg("line", { class: "lane-rest", x1: LEFT, x2: LEFT + width, y1: middle, y2: middle }),
      svg("line", { class: "lane-done", x1: LEFT, x2: LEFT + done * width, y1: middle, y2: middle }),
      index === 0
        ? svg("circle", { class: "lane-key", cx: LEFT - 14, cy: middle, r: 4.5 })
        : svg("path", { class: "lane-key", d: `M${LEFT - 19} ${middle + 4}h10l-5 -9z` }),
    );
    const symptoms = arm.result?.symptoms ?? [];
    if (arm.result && !symptoms.length) lane.append(healthy(middle));
    const places = marksAt(
      symptoms.map((symptom) => symptom.first_step),
      scale,
      width,
    );
    symptoms.forEach((symptom, position) => {
      const x = LEFT + (places[position] ?? 0);
      const at = LEFT + Math.min(1, scale.at(symptom.first_step)) * width;
      const mark = svg("g", { class: "mark" });
      mark.append(
        svg("line", { x1: at, x2: at, y1: middle - MARK, y2: middle + MARK }),
        svg("title", {}, `${symptomName(symptom)}, ${message("symptoms.step", { step: symptom.first_step })}`),
        svg("circle", { cx: x, cy: middle, r: MARK }),
        svg("text", { x, y: middle + 4, "text-anchor": "middle" }, String(position + 1)),
      );
      lane.append(mark);
    });
    return lane;
  }

  private list(arm: Arm, index: number, isOver: boolean): void {
    const list = this.root.querySelector(`[data-symptoms="${index}"]`);
    if (!list) return;
    const symptoms = arm.result?.symptoms ?? [];
    const signature = `${arm.result !== null}${symptoms.length}${isOver}`;
    if (list.getAttribute("data-shown") === signature) return;
    list.setAttribute("data-shown", signature);
    list.parentElement?.classList.toggle("is-healthy", arm.result !== null && !symptoms.length);
    if (symptoms.length) {
      list.replaceChildren(...symptoms.map((symptom, position) => symptomItem(symptom, arm, position + 1)));
      return;
    }
    const none = document.createElement("li");
    none.className = arm.result ? "symptom-healthy" : "symptom-none";
    none.textContent = message(arm.result ? "symptoms.none" : "symptoms.waiting");
    list.replaceChildren(none);
  }
}

/** Said on the lane itself, on the ground of the page. */
function healthy(middle: number): SVGElement {
  const words = `✓ ${message("symptoms.none")}`;
  const note = svg("g", { class: "lane-none" });
  note.append(
    svg("rect", { x: LEFT + 14, y: middle - 10, width: 8 + widthOf(words), height: 20 }),
    svg("text", { x: LEFT + 18, y: middle + 4.5 }, words),
  );
  return note;
}

/** At least as wide as the words, without measuring them: Chinese characters are twice as wide as Latin letters. */
function widthOf(words: string): number {
  return [...words].reduce((sum, each) => sum + (each > "\u2e80" ? CHARACTER : 0.6 * CHARACTER), 0);
}

/** The centers of marks on an axis of this width: right of their steps, and shifted until they do not overlap. */
export function marksAt(steps: number[], scale: TimeScale, width: number): number[] {
  const places: number[] = [];
  for (const step of steps) {
    const wished = Math.min(1, scale.at(step)) * width + MARK + 2;
    places.push(Math.max(wished, (places.at(-1) ?? -2 * MARK) + 2 * MARK + 3));
  }
  const end = width + RIGHT - MARK - 1; // marks at the end are pushed back from it
  for (let index = places.length - 1, free = end; index >= 0 && (places[index] as number) > free; index -= 1) {
    places[index] = free;
    free -= 2 * MARK + 3;
  }
  return places;
}
