/** Sends what waits in the queue, one after the other, and again after a pause if the connection fails. */
import { send } from "../csrf";
import { bodyOf, type SaveQueue, type Waiting } from "./save_queue";

/** What the server says of an answer. */
export interface AnswerState {
  position: number;
  revision: number;
  device: string | null;
  isAnswered: boolean;
  isFlagged: boolean;
}

export interface Reply extends AnswerState {
  outcome: "stored" | "repeated" | "superseded";
  secondsLeft: number;
  problem: string | null;
}

export type Trouble = "offline" | "signed out";

export interface Listener {
  saved(waiting: Waiting, reply: Reply): void;
  refused(waiting: Waiting): void;
  troubled(trouble: Trouble | null): void;
  over(): void;
}

const LONGEST_PAUSE_MILLISECONDS = 15_000;
const PATIENCE_MILLISECONDS = 15_000;
const OVER = 409;
const REFUSED = new Set([413, 422]);
const SIGNED_OUT = new Set([400, 401, 403, 404]);

export class Sender {
  private isSending = false;
  private isAsked = false;
  private failures = 0;
  private timer: number | undefined;

  constructor(
    private readonly address: string,
    private readonly queue: SaveQueue,
    private readonly listener: Listener,
  ) {
    addEventListener("online", () => void this.flush());
  }

  /** Send after a moment of quiet. */
  soon(milliseconds: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), milliseconds);
  }

  /** Send all that waits now. Returns whether nothing is left. */
  async flush(isLeaving = false): Promise<boolean> {
    window.clearTimeout(this.timer);
    if (this.isSending) {
      this.isAsked = true;
      return false;
    }
    this.isSending = true;
    try {
      for (let waiting = this.queue.waiting()[0]; waiting; waiting = this.queue.waiting()[0]) {
        if (!(await this.sendOne(waiting, isLeaving))) break;
      }
    } finally {
      this.isSending = false;
    }
    const isDone = this.queue.waiting().length === 0;
    if (!isDone) this.soon(this.pause());
    else if (this.isAsked) this.isAsked = false;
    return isDone;
  }

  private async sendOne(waiting: Waiting, isLeaving: boolean): Promise<boolean> {
    let response: Response;
    try {
      response = await send(`${this.address}/items/${waiting.position}`, {
        method: "POST",
        keepalive: isLeaving,
        headers: { Accept: "application/json" },
        body: bodyOf(waiting.entry),
        signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      });
      if (response.ok) {
        const reply = (await response.json()) as Reply;
        this.queue.acknowledge(waiting);
        this.failures = 0;
        this.listener.troubled(null);
        this.listener.saved(waiting, reply);
        return true;
      }
    } catch {
      return this.failed("offline");
    }
    if (response.status === OVER) {
      this.listener.over();
      return false;
    }
    if (REFUSED.has(response.status)) {
      this.queue.acknowledge(waiting);
      this.listener.refused(waiting);
      return true;
    }
    return this.failed(SIGNED_OUT.has(response.status) ? "signed out" : "offline");
  }

  private failed(trouble: Trouble): false {
    this.failures += 1;
    this.listener.troubled(trouble);
    return false;
  }

  /** Longer after each failure, and never the same for all browsers of a class. */
  private pause(): number {
    const longest = Math.min(LONGEST_PAUSE_MILLISECONDS, 500 * 2 ** this.failures);
    return longest * (0.5 + Math.random() / 2);
  }
}
