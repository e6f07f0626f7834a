const MILLISECONDS_UNTIL_RETRY = 3000;

/** One run from request to end: its state, with a store, and callbacks for changes. */
import type { ProblemDetails } from "#schemas";

import type { Listener, RunRequest } from "./run_client";
import { cancelRun, followRun, requestRun } from "./run_client";
import type { RunStore, State } from "./run_store";
import { TimeLeft } from "./time_left";

export class LiveRun {
  state: State = "idle";
  id: string | null = null;
  reason = "";
  problem: ProblemDetails | null = null;
  isStored = false;
  isCancelling = false;
  /** Why the server does not stop the run; empty if it was not asked, or stops it. */
  refusal = "";
  queuedBefore: number | null = null;
  private turnAt: number | null = null;
  private readonly timeLeft = new TimeLeft();
  private stopFollowing: () => void = () => undefined;
  private request = 0;

  /** grown: called when numbers arrived and nothing else changed. */
  constructor(
    readonly store: RunStore,
    private readonly changed: () => void,
    private readonly grown: () => void = changed,
  ) {}

  async start(body: RunRequest): Promise<void> {
    this.leave();
    const request = (this.request += 1);
    this.become("starting");
    const answer = await requestRun(body);
    if (request !== this.request) return;
    if ("isOffline" in answer) {
      setTimeout(() => request === this.request && void this.start(body), MILLISECONDS_UNTIL_RETRY);
      return this.become("offline");
    }
    if ("problem" in answer) {
      this.problem = answer.problem;
      this.reason = answer.problem.detail || answer.problem.title;
      return this.become(answer.problem.status >= 500 ? "failed" : "refused");
    }
    this.isStored = answer.isStored;
    this.store.clear(Math.max(...answer.run.experiments.map((experiment) => experiment.steps)));
    this.attach(answer.run.id, answer.run.status === "finished");
  }

  /** Show a run that is known to be finished. */
  show(id: string): void {
    this.leave();
    this.request += 1;
    this.isStored = true;
    this.store.clear(0);
    this.attach(id, true);
  }

  /** Follow an existing run; everything from a finished one arrives at once. */
  attach(id: string, isOver: boolean): void {
    this.id = id;
    this.become(isOver ? "starting" : "queued");
    const listener: Listener = {
      restarted: () => {
        this.timeLeft.forget();
        this.store.clear();
      },
      frame: (frame) => {
        this.store.add(frame);
        this.timeLeft.note(seconds(), this.store.progress);
        this.grow();
      },
      result: (result) => {
        this.store.conclude(result);
        this.grow();
      },
      ended: ({ status, error }) => {
        this.reason = error ?? "";
        this.become(status === "cancelled" || status === "failed" ? status : "finished");
      },
      standing: ({ status, queued_before, expected_wait_seconds }) => {
        this.queuedBefore = queued_before;
        this.turnAt = expected_wait_seconds === null ? null : seconds() + expected_wait_seconds;
        if (this.isBusy) this.become(status === "queued" ? "queued" : "running");
      },
      disconnected: (isForGood) => this.become(isForGood ? "lost" : "offline"),
    };
    this.stopFollowing = followRun(id, isOver, listener);
  }

  async cancel(): Promise<void> {
    if (this.id && this.isBusy) {
      this.isCancelling = true;
      this.changed();
      return this.askToStop(this.id);
    }
    this.request += 1; // the server has not received anything yet
    this.become("idle");
  }

  /** Until the server has heard it: a request that got lost would let the run go on while the page says otherwise. */
  private async askToStop(id: string): Promise<void> {
    const answer = await cancelRun(id);
    if (answer === null || this.id !== id || !this.isBusy) return;
    if (answer === "unreachable") {
      setTimeout(() => this.id === id && this.isBusy && void this.askToStop(id), MILLISECONDS_UNTIL_RETRY);
      return;
    }
    this.isCancelling = false;
    this.refusal = answer.detail || answer.title;
    this.changed();
  }

  leave(): void {
    this.stopFollowing();
    this.problem = null;
    this.isStored = false;
    this.isCancelling = false;
    this.refusal = "";
    this.timeLeft.forget();
    this.queuedBefore = this.turnAt = null;
    this.reason = "";
    this.id = null;
  }

  get isBusy(): boolean {
    return ["starting", "queued", "running", "offline"].includes(this.state);
  }

  /** Estimated from the pace so far; null if unknown. */
  get secondsLeft(): number | null {
    return this.timeLeft.seconds(seconds(), this.store.progress);
  }

  /** The wait before the run starts, as estimated by the server; null if it is not waiting. */
  get secondsToWait(): number | null {
    return this.turnAt === null ? null : Math.max(0, this.turnAt - seconds());
  }

  get seconds(): number {
    return Math.max(0, ...this.store.arms.map((arm) => arm.result?.seconds ?? 0));
  }

  private grow(): void {
    if (this.state === "running") this.grown();
    else this.become("running");
  }

  private become(state: State): void {
    this.state = state;
    this.changed();
  }
}

/** From a monotonic clock. */
function seconds(): number {
  return performance.now() / 1000;
}
