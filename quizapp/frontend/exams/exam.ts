/** The pages of an exam: one exercise in focus, every field saved while it is typed, and the end. */
import { message } from "../messages";
import { ExamClock } from "./exam_clock";
import { AskedItems } from "./items";
import { SaveQueue } from "./save_queue";
import { type AnswerState, type Reply, Sender } from "./sender";

const MILLISECONDS_BETWEEN_LOOKS = 15_000;
const MILLISECONDS_OF_QUIET = 500;
const MILLISECONDS_TO_READ = 4000;

interface State {
  isOver: boolean;
  secondsLeft: number;
  answers: AnswerState[];
}

export function startExam(root: ParentNode): void {
  const over = root.querySelector<HTMLElement>("[data-exam-over]");
  if (over) queueOf(over.dataset["examOver"] ?? "").forgetAll();
  const finish = root.querySelector<HTMLElement>("[data-exam-finish]:not([data-awake])");
  if (finish) sendBeforeSubmitting(finish);
  const place = root.querySelector<HTMLElement>("[data-exam]:not([data-awake])");
  if (place) new Exam(place);
}

class Exam {
  private readonly address: string;
  private readonly sitting: string;
  private readonly queue: SaveQueue;
  private readonly sender: Sender;
  private readonly clock: ExamClock;
  private readonly items: AskedItems;
  private readonly channel: BroadcastChannel | null;
  private isEnding = false;

  constructor(private readonly place: HTMLElement) {
    place.dataset["awake"] = "true";
    this.address = place.dataset["address"] ?? "";
    this.sitting = place.dataset["exam"] ?? "";
    this.queue = queueOf(this.sitting);
    this.items = new AskedItems(place, this.address, this.queue, {
      changed: () => this.sender.soon(MILLISECONDS_OF_QUIET),
      left: () => void this.sender.flush(),
      finish: () => void this.finish(),
      secondsLeft: () => this.clock.secondsLeft,
    });
    this.sender = new Sender(this.address, this.queue, {
      saved: (waiting, reply) => this.saved(waiting.entry.device, reply),
      refused: (waiting) => this.items.refused(waiting.position),
      troubled: (trouble) => this.items.troubled(trouble),
      over: () => this.over(),
    });
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`exam:${this.sitting}`) : null;
    this.channel?.addEventListener("message", (event: MessageEvent<AnswerState>) => this.items.heard(event.data));
    const clock = place.querySelector<HTMLElement>("[data-exam-clock]");
    const seconds = Number(place.dataset["secondsLeft"]);
    this.clock = new ExamClock(
      seconds,
      clock,
      () => void this.look(),
      () => void this.end(),
    );
    this.watch();
    this.items.restoreWhatWaits();
    void this.sender.flush();
  }

  private watch(): void {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.items.countSeconds();
        void this.sender.flush(true);
      } else void this.look();
    });
    addEventListener("pagehide", () => void this.sender.flush(true));
    addEventListener("pageshow", (event) => event.persisted && void this.look());
    window.setInterval(() => document.visibilityState === "visible" && void this.look(), MILLISECONDS_BETWEEN_LOOKS);
  }

  private saved(device: string, reply: Reply): void {
    this.clock.set(reply.secondsLeft);
    this.items.saved(device, reply);
    if (reply.outcome === "stored") this.channel?.postMessage(reply);
  }

  /** Ask for the time, and for what other devices have saved. */
  private async look(): Promise<void> {
    try {
      const response = await fetch(`${this.address}/state`, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const state = (await response.json()) as State;
      this.clock.set(state.secondsLeft);
      if (state.isOver) this.over();
      else for (const answer of state.answers) this.items.heard(answer);
    } catch {
      // Offline: the sender says so.
    }
  }

  private async finish(): Promise<void> {
    await this.sender.flush();
    location.assign(`${this.address}/finish`);
  }

  /** The time is up: send what was typed before, then hand in. */
  private async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    this.items.close(message("exam.up"));
    const until = performance.now() + Number(this.place.dataset["graceSeconds"]) * 1000 + 2000;
    while (!(await this.sender.flush()) && performance.now() < until) await pause(1000);
    const left = this.queue.waiting().length;
    if (left) await this.tellLate(left);
    await this.whenOnline();
    document.querySelector<HTMLFormElement>("[data-exam-submit]")?.submit();
  }

  /** It ended elsewhere, or long ago. */
  private over(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const left = this.queue.waiting().filter(({ entry }) => entry.typedWithLeft !== null).length;
    this.items.close(message("exam.over"));
    void (left ? this.tellLate(left) : pause(0)).then(() => location.assign(`${this.address}/result`));
  }

  private async tellLate(count: number): Promise<void> {
    this.items.close(message("exam.late", { count }));
    await pause(MILLISECONDS_TO_READ);
  }

  private async whenOnline(): Promise<void> {
    for (;;) {
      try {
        await fetch(`${this.address}/state`);
        return;
      } catch {
        await pause(2000);
      }
    }
  }
}

/** What is still in this browser is sent first, so that the page lists what is really open. */
function sendBeforeSubmitting(place: HTMLElement): void {
  place.dataset["awake"] = "true";
  const sitting = place.dataset["examFinish"] ?? "";
  const queue = queueOf(sitting);
  const note = place.querySelector<HTMLElement>("[data-exam-unsent]");
  const form = place.querySelector<HTMLFormElement>("form");
  new ExamClock(
    Number(place.dataset["secondsLeft"]),
    place.querySelector<HTMLElement>("[data-exam-clock]"),
    () => location.reload(),
    () => form?.submit(),
  );
  if (queue.waiting().length === 0) return;
  const sender = new Sender(`/exams/sittings/${sitting}`, queue, {
    saved: () => undefined,
    refused: () => undefined,
    troubled: (trouble) => {
      if (note) note.hidden = trouble === null;
      if (note && trouble) note.textContent = message(trouble === "offline" ? "exam.offline" : "exam.signed_out");
    },
    over: () => location.assign(`/exams/sittings/${sitting}/result`),
  });
  const sendAll = (): void =>
    void sender.flush().then((isDone) => (isDone ? location.reload() : window.setTimeout(sendAll, 1000)));
  sendAll();
  form?.addEventListener("submit", (event) => {
    if (queue.waiting().length > 0) event.preventDefault();
  });
}

function queueOf(sitting: string): SaveQueue {
  let storage: Storage | null = null;
  try {
    storage = localStorage;
  } catch {
    // Blocked: this page keeps what is not sent.
  }
  return new SaveQueue(storage, sitting, crypto.getRandomValues(new Uint32Array(3)).join("-"));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}
