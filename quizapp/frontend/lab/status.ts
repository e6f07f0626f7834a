/** The status line of the run. */
import { announce, message } from "../messages";
import { shown } from "../numbers";
import type { LiveRun } from "./live_run";

export class Status {
  private readonly line: HTMLElement | null;
  private readonly bar: HTMLProgressElement | null;
  private readonly link: HTMLAnchorElement | null;
  private readonly download: HTMLAnchorElement | null;
  private announced = "";

  constructor(root: Element) {
    this.line = root.querySelector("[data-state]");
    this.bar = root.querySelector("[data-progress]");
    this.link = root.querySelector("[data-run-link]");
    this.download = root.querySelector("[data-run-download]");
  }

  show(run: LiveRun): void {
    if (this.line) {
      this.line.dataset["state"] = run.state;
      this.line.textContent = stateInWords(run);
    }
    if (this.bar) {
      if (run.state === "starting" || run.state === "queued") this.bar.removeAttribute("value");
      else this.bar.value = run.state === "finished" ? 1 : run.state === "idle" ? 0 : run.store.progress;
    }
    if (this.link && run.id) {
      this.link.href = `/lab/runs/${run.id}`;
      this.link.inert = false;
    }
    if (this.download && run.id && run.state === "finished") {
      this.download.href = `/lab/runs/${run.id}#download`;
      this.download.inert = false;
    }
    const news = `${run.state} ${run.refusal}`;
    if (news !== this.announced && run.state !== "idle") {
      this.announced = news;
      announce(stateInWords(run));
    }
  }
}

/** The status of the run in words. */
export function stateInWords(run: Readonly<LiveRun>): string {
  if (run.isCancelling && run.isBusy) return message("state.cancelling");
  if (run.refusal && run.isBusy) return message("state.not_cancelled", { reason: run.refusal });
  switch (run.state) {
    case "running": {
      const running = message("state.running", { step: run.store.step, steps: run.store.plannedSteps });
      const left = run.secondsLeft;
      return left === null ? running : `${running} · ${message("state.left", { seconds: Math.ceil(left) })}`;
    }
    case "queued": {
      const before = run.queuedBefore;
      if (before === null) return message("state.queued");
      if (run.secondsToWait === null) return message("queue.nobody");
      const seconds = Math.max(1, Math.ceil(run.secondsToWait));
      return before === 0
        ? message("queue.next", { seconds })
        : message(before === 1 ? "queue.one" : "queue.many", { before, seconds });
    }
    case "finished": {
      const finished = message("state.finished", { seconds: shown(run.seconds, 2) });
      return run.isStored ? `${finished} · ${message("state.stored")}` : finished;
    }
    case "cancelled":
      return message("state.cancelled", { step: run.store.step });
    case "failed":
    case "refused":
      return message(`state.${run.state}`, { reason: run.reason });
    default:
      return message(`state.${run.state}`);
  }
}
