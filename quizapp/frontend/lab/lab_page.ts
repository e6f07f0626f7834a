/** A lab on a page: its controls, its run, and the figures that follow the run. */
import type { LabConfig } from "#schemas";

import { expectChart } from "../charts/chart";
import { Cursor, CursorLine } from "../charts/cursor";
import { closeMenu, offerExport } from "../charts/export";
import type { AxisMode } from "../charts/time_scale";
import { timeScale } from "../charts/time_scale";
import { UnrolledView } from "../unrolled/unrolled_view";
import { fetchOutcome, showOutcome } from "./claim_outcome";
import { readConfig } from "./config";
import { CostLine } from "./cost_line";
import { CursorBar } from "./cursor_bar";
import { Gallery } from "./gallery";
import { judgeGuess } from "./guess";
import { Knobs } from "./knobs";
import { listenToKeys } from "./lab_keys";
import { LineFigure } from "./line_figure";
import { LiveRun } from "./live_run";
import { Nearest } from "./nearest";
import { isToBeStarted, rememberLab, showAddressOf } from "./page_address";
import { soon, whenIdle } from "./redraw";
import type { RunRequest } from "./run_client";
import { RunStore } from "./run_store";
import { openSettings, Settings } from "./settings";
import { SpreadFigure } from "./spread_figure";
import { Status } from "./status";
import { askTheory } from "./theory_line";
import { Timeline } from "./timeline";
import { Tools } from "./tools";

const MILLISECONDS_UNTIL_EMPTY = 400;
const OVER = new Set(["finished", "failed", "cancelled", "refused", "lost"]);

export function startLab(root: HTMLElement): void {
  const config = readConfig(root);
  const planned = Math.max(1, ...config.arms.map((arm) => arm.experiment.steps));
  const store = new RunStore(
    config.arms.map((arm) => arm.label),
    planned,
  );
  const status = new Status(root);
  const timeline = new Timeline(root);
  const cursor: Cursor = new Cursor(() => drawCursor());
  const cursorBar = new CursorBar(root, cursor);
  const track = root.querySelector<HTMLElement>("[data-track]");
  const picture = root.querySelector<HTMLElement>(".lab-picture");
  const others = root.querySelector<HTMLElement>(".lab-figures");
  const showBusy = (isBusy: boolean): void => {
    for (const part of [picture, others]) if (part) part.ariaBusy = String(isBusy);
  };
  const trackCursor = track ? new CursorLine(track, cursor) : null;
  const gone = new AbortController();
  const gallery = new Gallery(gone.signal);
  const lineFigures: LineFigure[] = [];
  const take = (places: Iterable<HTMLElement>): void => {
    for (const place of places) {
      offerExport(place, () => (run.id ? `${location.origin}/lab/runs/${run.id}` : location.href));
      closeMenu(place);
      if (place.matches("[data-spread]")) gallery.add(new SpreadFigure(place, cursor));
      else {
        const figure = new LineFigure(place, config.metric === "accuracy", cursor);
        lineFigures.push(figure);
        gallery.add(figure);
      }
    }
  };
  const more = root.querySelector<HTMLDetailsElement>("[data-more-charts]");
  take(
    [...root.querySelectorAll<HTMLElement>("[data-chart], [data-spread]")].filter((place) => !more?.contains(place)),
  );
  const unrolled = config.view === "unrolled" ? new UnrolledView(root) : null;
  const tools = new Tools(root);
  more?.addEventListener(
    "toggle",
    () => {
      take(more.querySelectorAll<HTMLElement>("[data-chart], [data-spread]"));
      draw();
    },
    { once: true },
  );
  const hasTheory = root.querySelector("[data-theory-says]") !== null;
  const form = root.querySelector<HTMLFormElement>("[data-knobs]");
  const knobs = form ? new Knobs(form) : null;
  const settingsPlace = root.querySelector<HTMLDetailsElement>("[data-settings]");
  let settings: Settings | null = null; // until the form is opened
  let mode: AxisMode = "log";
  let emptying: number | undefined; // by then, the first numbers have usually arrived and are drawn instead

  const draw = (): void => {
    if (!root.isConnected) {
      gone.abort();
      run.leave();
      return;
    }
    const scale = timeScale(store.plannedSteps, mode);
    cursor.extend(store.last);
    if (store.last >= 0) for (const name of ["data-empty", "data-not-run"]) root.removeAttribute(name);
    if (run.isBusy) status.show(run);
    timeline.draw(store.arms, scale, !run.isBusy);
    trackCursor?.draw(scale);
    showReadings();
    gallery.draw(store.arms, scale, OVER.has(run.state));
    unrolled?.redraw();
    if (hasTheory) whenIdle(() => run.id && void askTheory(run.id, store.arms, () => gallery.drawTheory()));
    showBusy(run.isBusy);
  };
  const showReadings = (): void => {
    cursorBar.draw(
      store.last,
      lineFigures.map((figure) => figure.reading(store.arms, cursor.step)),
    );
  };
  const drawCursor = (): void => {
    const scale = timeScale(store.plannedSteps, mode);
    gallery.drawCursor(scale);
    trackCursor?.draw(scale);
    showReadings();
  };
  const drawSoon = soon(draw);
  const changed = (): void => {
    if (run.isBusy) showBusy(true); // until the end of the run is drawn
    status.show(run);
    knobs?.showProblem(run.problem);
    if (run.state === "refused" || run.state === "starting") settings?.showProblem(run.problem);
    nearest.show(run.problem);
    if (isAsked && (run.state === "refused" || run.id)) {
      if (run.state === "refused") showFirstProblem(root);
      else if (isFromSettings) picture?.scrollIntoView({ block: "start" });
      isAsked = isFromSettings = false;
    }
    markButtons(root, run.isBusy);
    if (run.state === "finished" && run.id) void unrolled?.load(run.id);
    if (run.id && isFree && !isLeaving) showAddressOf(run.id);
    else if (run.id && !isFree) rememberLab(root, config, form, run.id);
    tools.offer(run.state === "finished" ? run.id : null);
    if (run.state === "finished") judgeGuess(root, store.arms);
    if (config.outcome) void judge(root, config.outcome, run);
    if (OVER.has(run.state)) root.dispatchEvent(new Event("runover", { bubbles: true }));
    clearTimeout(emptying);
    if (OVER.has(run.state) || store.last >= 0) drawSoon();
    else emptying = setTimeout(drawSoon, MILLISECONDS_UNTIL_EMPTY);
  };
  const run: LiveRun = new LiveRun(store, changed, () => drawSoon());

  const request = (): Promise<RunRequest> => requestFor(config, knobs, settings);
  let kinds: string | undefined;
  let isFree = false;
  let isLeaving = false;
  let isFromSettings = false; // below the charts, which then come into view
  let isAsked = false; // by a person, who is shown what is wrong
  const start = async (): Promise<void> => {
    root.removeAttribute("data-not-run"); // at once, so that nothing moves when the first numbers come
    expectChart();
    const body = await request();
    cursor.follow();
    isAsked = true;
    isFree = settingsPlace !== null && body.experiments !== undefined;
    isLeaving = isFree && settings?.kinds !== kinds; // other networks and tasks have other figures
    const known = cost.knownRun(body);
    if (known) run.show(known);
    else await run.start(body);
    if (isLeaving && run.id) location.assign(`/lab/runs/${run.id}`);
  };
  const nearest = new Nearest(
    root,
    () => [settings, knobs].filter((place) => place !== null),
    () => void start(),
  );
  const cost = new CostLine(root, (problem) => {
    if (!run.isBusy) settings?.showProblem(problem);
  });
  const askCost = (): void => {
    if (config.scenario || settingsPlace) cost.ask(request);
  };
  for (const turned of ["input", "change"]) {
    form?.addEventListener(turned, ({ target }) => {
      if (settings) knobs?.turn(target as HTMLInputElement, settings);
      if (settings) knobs?.follow(settings);
      rememberLab(root, config, form, null);
      askCost();
    });
  }
  const startOver = (): void => {
    knobs?.showNumbers();
    settings?.backToFirst();
    if (settings) knobs?.follow(settings);
    rememberLab(root, config, form, null);
    askCost();
  };
  form?.addEventListener("reset", () => setTimeout(startOver));
  const submitted = (event: SubmitEvent): void => {
    if ((event.submitter as HTMLButtonElement | null)?.name === "show") return;
    event.preventDefault();
    isFromSettings = event.submitter?.closest("[data-settings]") !== null;
    void start();
  };
  if (settingsPlace) {
    openSettings(settingsPlace, (place) => {
      const opened = new Settings(place, () => {
        knobs?.follow(opened);
        if (knobs) rememberLab(root, config, form, null);
        askCost();
      });
      settings = opened;
      kinds = opened.kinds;
      knobs?.turnAll(opened);
      opened.restore();
      knobs?.follow(opened);
      opened.form.addEventListener("submit", submitted);
      place.querySelector("[data-settings-reset]")?.addEventListener("click", startOver);
    });
    root.querySelector("[data-open-settings]")?.addEventListener("click", () => (settingsPlace.open = true));
  }
  if (!config.run_is_over) askCost();
  form?.addEventListener("submit", submitted);
  root.querySelector<HTMLButtonElement>("[data-run]")?.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("button")?.form) void start(); // otherwise it submits the form of all settings
  });
  root.querySelector("[data-cancel]")?.addEventListener("click", () => void run.cancel());
  offerAxes(root, (chosen) => {
    mode = chosen;
    draw();
  });
  if ("page" in root.dataset) listenToKeys(root, cursor, gone.signal);
  document.addEventListener("themechange", draw, { signal: gone.signal });
  addEventListener("resize", drawSoon, { signal: gone.signal });
  if (config.run_id) {
    run.attach(config.run_id, config.run_is_over);
    return;
  }
  draw();
  if (root.closest("[data-autorun]") || isToBeStarted()) void start();
}

/** Move to the first setting that is wrong, wherever the button is that was pressed. */
function showFirstProblem(root: Element): void {
  const field = root.querySelector<HTMLElement>("[aria-invalid=true]");
  const place =
    field ?? root.querySelector<HTMLElement>("[data-settings-problems] p") ?? root.querySelector("[data-state]");
  place?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

async function judge(root: Element, address: string, run: LiveRun): Promise<void> {
  if (run.state === "starting") showOutcome(root, null);
  if (run.state === "finished" && run.id) showOutcome(root, await fetchOutcome(address, run.id));
}

/**
 * The request for a run: the scenario with the values of its controls; or the experiments, if other settings were
 * changed, too; or the page's own experiments with these values, if it has no form of all settings.
 */
async function requestFor(config: LabConfig, knobs: Knobs | null, settings: Settings | null): Promise<RunRequest> {
  const values = knobs?.values() ?? {};
  if (config.scenario && !settings?.departsFrom(knobs?.sets() ?? {}))
    return { scenario: config.scenario, knobs: values };
  if (settings) return { experiments: await settings.experiments() };
  return { experiments: config.arms.map((arm) => ({ ...arm.experiment, ...values })) };
}

/** The button that runs becomes the one that stops, and keeps the focus. */
function markButtons(root: Element, isBusy: boolean): void {
  const stop = root.querySelector<HTMLButtonElement>("[data-cancel]");
  const start = root.querySelector<HTMLButtonElement>("[data-run]");
  const had = [stop, start].find((button) => button && button === document.activeElement);
  if (stop) stop.hidden = !isBusy;
  if (start) start.hidden = isBusy;
  if (had?.hidden) (isBusy ? stop : start)?.focus({ preventScroll: true });
}

function offerAxes(root: Element, choose: (mode: AxisMode) => void): void {
  const buttons = root.querySelectorAll<HTMLButtonElement>("[data-axis-choice] button");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      choose(button.value as AxisMode);
    });
  }
}
