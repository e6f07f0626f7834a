const MILLISECONDS_UNTIL_RETRY = 3000;

/** One run from request to end, as a state with a store; whoever draws is told when something changed. */
import type { Problem, RunRequest } from "./run_client";
import { cancelRun, followRun, requestRun } from "./run_client";
import type { RunStore, State } from "./run_store";

export class LiveRun {
  state: State = "idle";
  id: string | null = null;
  reason = "";
  problem: Problem | null = null;
  isStored = false;
  isCancelling = false;
  private firstFrameAt = 0;
  private stopFollowing: () => void = () => undefined;
  private request = 0;

  constructor(readonly store: RunStore, private readonly changed: () => void) {}

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
    this.attach(answer.run.id);
  }

  /** Follow a run that exists already. */
  attach(id: string): void {
    this.id = id;
    this.become("queued");
    this.stopFollowing = followRun(id, {
      restarted: () => {
        this.firstFrameAt = 0;
        this.store.clear();
      },
      frame: (frame) => {
        this.firstFrameAt ||= performance.now();
        this.store.add(frame);
        this.become("running");
      },
      result: (result) => {
        this.store.conclude(result);
        this.become("running");
      },
      ended: ({ status, error }) => {
        this.reason = error ?? "";
        this.become(status === "cancelled" || status === "failed" ? status : "finished");
      },
      disconnected: (isForGood) => this.become(isForGood ? "lost" : "offline"),
    });
  }

  async cancel(): Promise<void> {
    if (this.id && this.isBusy) {
      this.isCancelling = true;
      this.changed();
      return cancelRun(this.id);
    }
    this.request += 1; // nothing has reached the server yet
    this.become("idle");
  }

  leave(): void {
    this.stopFollowing();
    this.problem = null;
    this.isStored = false;
    this.isCancelling = false;
    this.firstFrameAt = 0;
    this.reason = "";
    this.id = null;
  }

  get isBusy(): boolean {
    return ["starting", "queued", "running", "offline"].includes(this.state);
  }

  /** By the pace so far; null while that says nothing yet, or where the whole takes less than two seconds. */
  get secondsLeft(): number | null {
    const [elapsed, done] = [(performance.now() - this.firstFrameAt) / 1000, this.store.progress];
    if (!this.firstFrameAt || elapsed < 1 || done < 0.03) return null;
    const whole = elapsed / done;
    return whole > 2 ? whole - elapsed : null;
  }

  get seconds(): number {
    return Math.max(0, ...this.store.arms.map((arm) => arm.result?.seconds ?? 0));
  }

  private become(state: State): void {
    this.state = state;
    this.changed();
  }
}
