/**
 * Live sessions: the projector, the remote, and the phones ask now and then whether something else is to be shown. One
 * small answer, the same for everybody, so that a room full of phones is light.
 */
import { openLab } from "./drawer";
import { fetchPart } from "./fragments";
import { asClock } from "./interview_timer";

interface State {
  version: string;
  secondsLeft: number | null;
  answered?: number;
  joined?: number;
}

interface Failure {
  xhr?: XMLHttpRequest;
}

const LONGEST_WAIT = 15_000;
const WAIT_WHEN_HIDDEN = 10_000;
const MOST_REPETITIONS = 6; // of an answer that the server could not take

export function startLive(root: Element): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-live]:not([data-live-awake])")) {
    place.dataset["liveAwake"] = "true";
    new LivePage(place).start();
  }
}

class LivePage {
  private endsAt: number | null = null;
  private failures = 0;
  private timer = 0;
  private isLooking = false;
  private running = "";

  constructor(private readonly place: HTMLElement) {}

  start(): void {
    this.shown();
    document.addEventListener("htmx:afterSettle", () => this.shown());
    document.addEventListener("visibilitychange", () => document.hidden || this.lookSoon(0));
    addEventListener("online", () => this.lookSoon(0));
    window.setInterval(() => this.tick(), 250);
    for (const failure of ["htmx:responseError", "htmx:sendError"]) {
      this.place.addEventListener(failure, (event) => this.sendAgain(event as CustomEvent<Failure>));
    }
    if (this.place.dataset["liveView"] === "projector")
      document.addEventListener("keydown", (event) => this.key(event));
    this.lookSoon();
  }

  /** The server is busy, or the connection was lost: sending the same answer again changes nothing. */
  private sendAgain(event: CustomEvent<Failure>): void {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    const isPassing = [0, 429, 502, 503].includes(event.detail.xhr?.status ?? 0);
    const times = Number(form?.dataset["liveSent"] ?? 0);
    if (!form?.matches("[data-item-form=live]") || !isPassing || times >= MOST_REPETITIONS) return;
    form.dataset["liveSent"] = String(times + 1);
    window.setTimeout(() => form.isConnected && form.requestSubmit(), 1000 + 3000 * Math.random());
  }

  private get stage(): HTMLElement | null {
    return this.place.querySelector<HTMLElement>("#live-stage");
  }

  private lookSoon(wait = this.wait()): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), wait);
  }

  /** Spread over time, so that the phones of a room do not ask at once. */
  private wait(): number {
    const every = Number(this.place.dataset["liveEvery"] ?? 2000);
    const slowed = Math.min(LONGEST_WAIT, every * 2 ** this.failures);
    return (document.hidden ? Math.max(slowed, WAIT_WHEN_HIDDEN) : slowed) * (0.8 + 0.4 * Math.random());
  }

  private async look(): Promise<void> {
    if (this.isLooking || this.stage?.classList.contains("live-ended")) return;
    this.isLooking = true;
    try {
      const response = await fetch(this.place.dataset["liveState"] ?? "", { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      await this.heard((await response.json()) as State);
      this.failures = 0;
    } catch {
      this.failures = Math.min(this.failures + 1, 4); // offline or restarting: it is asked again
    } finally {
      this.isLooking = false;
      this.lookSoon();
    }
  }

  private async heard(state: State): Promise<void> {
    this.count("[data-live-answered]", state.answered);
    this.count("[data-live-joined]", state.joined);
    this.endsAt = state.secondsLeft === null ? null : performance.now() + state.secondsLeft * 1000;
    if (state.version === this.stage?.dataset["liveVersion"]) return;
    const address = this.place.dataset["livePart"] ?? "";
    await fetchPart("get", address, { target: "#live-stage", swap: "outerHTML", source: this.place });
  }

  private count(selector: string, value: number | undefined): void {
    if (value === undefined) return;
    for (const each of this.place.querySelectorAll(selector)) each.textContent = String(value);
  }

  /** Another stage is on the page: its timer, and the run that it shows. */
  private shown(): void {
    const stage = this.stage;
    const left = stage?.dataset["secondsLeft"];
    this.endsAt = left === undefined ? null : performance.now() + Number(left) * 1000;
    this.tick();
    const drawer = this.place.querySelector<HTMLElement>("[data-drawer]");
    const link = stage?.querySelector<HTMLAnchorElement>("a[data-live-run]") ?? null;
    const address = link?.getAttribute("href") ?? "";
    if (!drawer || address === this.running || this.place.dataset["liveView"] !== "projector") return;
    this.running = address;
    if (link) void openLab(link, drawer);
    else {
      drawer.classList.remove("is-open");
      drawer.replaceChildren();
    }
  }

  private tick(): void {
    const clock = this.place.querySelector<HTMLElement>("[data-live-clock]");
    if (!clock || this.endsAt === null) return;
    const left = Math.max(0, (this.endsAt - performance.now()) / 1000);
    clock.textContent = asClock(Math.ceil(left));
    clock.classList.toggle("is-short", left <= 10);
  }

  /** Space, an arrow, or a presenter’s key goes on; a letter chooses among what can be done. */
  private key(event: KeyboardEvent): void {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || target?.closest("[data-drawer]")) return;
    const isButton = target?.closest("button, a, summary, input, select, textarea") !== null && target !== null;
    const isOnward = ["ArrowRight", "PageDown"].includes(event.key) || (event.key === " " && !isButton);
    const wanted = isOnward ? "[data-live-next]" : `[data-live-key="${CSS.escape(event.key.toLowerCase())}"]`;
    const button = this.stage?.querySelector<HTMLButtonElement>(wanted);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  }
}
