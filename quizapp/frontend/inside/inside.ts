/** Move through a pass one stage at a time, with the graph up to that stage. The page contains all stages. */

export function startInside(root: HTMLElement): void {
  const stepper = root.querySelector<HTMLElement>("[data-stepper]");
  const slider = root.querySelector<HTMLInputElement>("[data-slider]");
  const stages = [...root.querySelectorAll<HTMLElement>("[data-stage]")];
  if (!stepper || !slider || stages.length === 0) return;
  const last = stages.length - 1;

  const show = (wished: number): void => {
    const at = Math.min(last, Math.max(0, wished));
    slider.value = String(at);
    for (const [index, stage] of stages.entries()) stage.hidden = index !== at;
    letWidePartsBeReached(stages[at]);
    drawUntil(root, at);
    tell(root, stages[at], at, last);
    history.replaceState(history.state, "", `#stage-${at}`);
    for (const link of root.querySelectorAll<HTMLAnchorElement>("a[data-keeps-place]")) link.hash = `#stage-${at}`;
  };
  const step = (by: number): void => show(Number(slider.value) + by);

  slider.addEventListener("input", () => show(Number(slider.value)));
  for (const button of stepper.querySelectorAll<HTMLElement>("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset["step"])));
  }
  for (const place of root.querySelectorAll<HTMLElement>("[data-go]")) {
    place.addEventListener("click", (event) => {
      event.preventDefault();
      show(stageOf(place, Number(slider.value)));
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
    const ways: Record<string, () => void> = {
      ArrowRight: () => step(1),
      ArrowLeft: () => step(-1),
      Home: () => show(0),
      End: () => show(last),
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    way();
  });
  window.addEventListener("hashchange", () => show(wishedStage()));
  for (const stage of stages) stage.removeAttribute("id"); // otherwise the URL's fragment would scroll past the graph
  if (location.hash) window.scrollTo(0, 0);
  stepper.hidden = false;
  root.classList.add("is-stepping");
  show(wishedStage());
}

function wishedStage(): number {
  const found = /^#stage-(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : 0;
}

/** A second click on a part of the graph opens the stage of its gradient. */
function stageOf(place: HTMLElement, at: number): number {
  const [made, back] = [Number(place.dataset["go"]), place.dataset["back"]];
  return at === made && back !== undefined ? Number(back) : made;
}

/** Fields keep their own keys; the slider handles arrow keys itself. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [data-graph], [data-wide], summary");
}

/** Content wider than its container scrolls, so it must be focusable by keyboard. */
function letWidePartsBeReached(stage: HTMLElement | undefined): void {
  for (const part of stage?.querySelectorAll<HTMLElement>("[data-wide]") ?? []) {
    if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}

function drawUntil(root: Element, at: number): void {
  for (const part of root.querySelectorAll<SVGElement>("[data-from]")) {
    const from = Number(part.dataset["from"]);
    const back = part.dataset["back"] === undefined ? -1 : Number(part.dataset["back"]);
    part.classList.toggle("is-ahead", from > at);
    const places = part.dataset["at"]?.split(" ") ?? [String(from)];
    part.classList.toggle("is-here", places.includes(String(at)));
    part.classList.toggle("has-gradient", back >= 0 && back <= at);
  }
  const graph = root.querySelector<HTMLElement>("[data-graph]");
  const here = root.querySelector<SVGGraphicsElement>(".box.is-here");
  if (!graph || !here) return;
  const { x, width } = here.getBBox();
  const middle = x + width / 2 - graph.clientWidth / 2;
  if (graph.scrollWidth > graph.clientWidth) graph.scrollTo({ left: middle });
}

function tell(root: Element, stage: HTMLElement | undefined, at: number, last: number): void {
  const [place, count] = [root.querySelector("[data-place]"), root.querySelector("[data-count]")];
  const title = stage?.querySelector("[data-title]");
  if (place && title) place.textContent = [...title.childNodes].map((part) => part.textContent?.trim()).join(" · ");
  if (count) count.textContent = `${at + 1} / ${last + 1}`;
  const direction = stage?.dataset["direction"];
  root.setAttribute("data-now", direction ?? "");
  for (const button of root.querySelectorAll<HTMLElement>("button[data-direction]")) {
    button.toggleAttribute("aria-current", button.dataset["direction"] === direction);
  }
  const slider = root.querySelector("[data-slider]");
  slider?.setAttribute("aria-valuetext", `${at + 1} / ${last + 1}: ${place?.textContent ?? ""}`);
}
