/**
 * The room of a mock interview: its clock, which follows the server’s; what is typed, kept on the server from the first
 * key on, and in this browser until the server has it; and dictation, where the browser has it.
 */
import { send } from "./csrf";
import { asClock } from "./interview_timer";
import { announce } from "./messages";

interface Typed {
  position: number;
  answer: string;
  scratch: string;
  /** What the server had when this was typed. */
  base: string;
}

interface Kept {
  left: number;
  running: boolean;
  position: number | null;
  answer: string;
}

const MILLISECONDS_UNTIL_SENT = 700;
const MILLISECONDS_BETWEEN_TRIES = 4000;
const SHORT_SECONDS = 120;

export function startRooms(root: ParentNode): void {
  for (const room of root.querySelectorAll<HTMLElement>("[data-room]:not([data-awake])")) {
    room.dataset["awake"] = "true";
    const keeper = new Keeper(room);
    keeper.start();
    runClock(room, keeper);
    offerDictation(room);
    sendWithKeys(room);
    foldEarlierTurns(room);
  }
}

/** On a phone, the question is on top, and what was said before is folded below it. */
function foldEarlierTurns(room: HTMLElement): void {
  const narrow = window.matchMedia("(max-width: 46rem)");
  const fold = (): void => {
    const earlier = room.querySelector<HTMLDetailsElement>("[data-talk-before]");
    if (earlier) earlier.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();
}

/** Two texts of one answer that know nothing of each other: neither is lost. */
export function merged(theirs: string, mine: string): string {
  if (!theirs.trim() || mine.includes(theirs)) return mine;
  if (theirs.includes(mine)) return theirs;
  return `${theirs.trimEnd()}\n\n${mine}`;
}

class Keeper {
  private readonly address: string;
  private readonly key: string;
  private readonly position: number;
  private readonly answer: HTMLTextAreaElement | null;
  private readonly scratch: HTMLTextAreaElement | null;
  private readonly note: HTMLElement | null;
  private base: string;
  private timer: number | undefined;
  private isUnsaved = false;
  private isLeaving = false;
  onKept: (kept: Kept) => void = () => undefined;

  constructor(room: HTMLElement) {
    this.address = room.dataset["room"] ?? "";
    this.position = Number(room.dataset["position"]);
    this.key = `interview:${room.dataset["place"]}`;
    this.answer = room.querySelector("[data-room-answer]");
    this.scratch = room.querySelector("[data-room-scratch]");
    this.note = room.querySelector("[data-room-kept]");
    this.base = this.answer?.value ?? "";
  }

  start(): void {
    this.restore();
    for (const field of [this.answer, this.scratch]) field?.addEventListener("input", () => this.typed());
    window.addEventListener("online", () => void this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isUnsaved) void this.save();
    });
    document.querySelector("#room-form")?.addEventListener("submit", () => {
      this.isLeaving = true;
      window.clearTimeout(this.timer);
      store(this.key, null);
    });
    this.tell();
  }

  /** Send what is typed, and ask the server for its clock. */
  async save(): Promise<void> {
    if (this.isLeaving || !navigator.onLine) return; // sent as soon as there is a connection again
    window.clearTimeout(this.timer);
    this.timer = undefined;
    const sent = {
      position: this.position,
      answer: this.answer?.value ?? null,
      scratch: this.scratch?.value ?? null,
      base: this.base,
    };
    try {
      const headers = { "Content-Type": "application/json" };
      const response = await send(this.address, {
        method: "POST",
        keepalive: true,
        headers,
        body: JSON.stringify(sent),
      });
      if (!response.ok) throw new Error(String(response.status));
      this.kept((await response.json()) as Kept, sent.answer);
    } catch {
      this.isUnsaved = true;
      this.timer ??= window.setTimeout(() => void this.save(), MILLISECONDS_BETWEEN_TRIES);
    }
    this.tell();
  }

  private kept(kept: Kept, sent: string | null): void {
    if (this.answer && sent !== null && kept.position === this.position) {
      this.base = kept.answer;
      if (kept.answer !== sent) {
        this.answer.value = merged(kept.answer, this.answer.value);
        this.timer = window.setTimeout(() => void this.save(), MILLISECONDS_UNTIL_SENT);
      } else if (this.answer.value === sent) {
        this.isUnsaved = false;
        store(this.key, null);
      }
    }
    this.onKept(kept);
  }

  private typed(): void {
    this.isUnsaved = true;
    store(this.key, {
      position: this.position,
      answer: this.answer?.value ?? "",
      scratch: this.scratch?.value ?? "",
      base: this.base,
    });
    this.timer ??= window.setTimeout(() => void this.save(), MILLISECONDS_UNTIL_SENT);
    this.tell();
  }

  /** What was typed here, and did not reach the server. */
  private restore(): void {
    const typed = stored(this.key);
    if (!typed || typed.position !== this.position) return;
    if (this.answer && typed.answer !== this.answer.value) {
      this.answer.value = this.base === typed.base ? typed.answer : merged(this.answer.value, typed.answer);
    }
    if (this.scratch && typed.scratch) this.scratch.value = merged(this.scratch.value, typed.scratch);
    void this.save();
  }

  private tell(): void {
    if (!this.note || !this.answer) return;
    const words = this.answer.value.match(/[\u3400-\u9fff]|[\p{L}\p{N}_’'-]+/gu)?.length ?? 0;
    const count = (this.note.dataset["words"] ?? "").replace("{count}", String(words));
    const template = this.isUnsaved && !navigator.onLine ? this.note.dataset["unsaved"] : this.note.dataset["saved"];
    this.note.textContent = words ? (template ?? "").replace("{count}", count) : "";
  }
}

function runClock(room: HTMLElement, keeper: Keeper): void {
  const shown = room.querySelector<HTMLElement>("[data-room-clock]");
  const bar = document.querySelector<HTMLProgressElement>("[data-room-progress]");
  let left = Number(room.dataset["left"]);
  let isRunning = "running" in room.dataset;
  let since = performance.now();
  let isOver = false;
  const now = (): number => Math.max(0, left - (isRunning ? (performance.now() - since) / 1000 : 0));
  keeper.onKept = (kept) => {
    [left, isRunning, since] = [kept.left, kept.running, performance.now()];
    if (kept.position !== Number(room.dataset["position"])) location.reload(); // answered in another tab, or over
  };
  const tick = (): void => {
    const seconds = now();
    if (shown) {
      shown.textContent = asClock(seconds);
      shown.classList.toggle("is-short", seconds <= SHORT_SECONDS);
    }
    if (bar) bar.value = bar.max - seconds;
    if (seconds > 0 || !isRunning || isOver) return;
    isOver = true;
    void keeper.save().then(() => location.reload());
  };
  window.setInterval(tick, 250);
  if ("waits" in room.dataset) {
    const asking = window.setInterval(() => {
      if (isRunning) window.clearInterval(asking);
      else void keeper.save();
    }, 2000);
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void keeper.save();
  });
}

function sendWithKeys(room: HTMLElement): void {
  room.querySelector<HTMLTextAreaElement>("[data-room-answer]")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    room.querySelector<HTMLButtonElement>("#room-form button[value=send]")?.click();
  });
}

interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  start(): void;
  stop(): void;
}

/** Only where the browser can recognize speech; it may refuse or fail, and typing always goes on. */
export function offerDictation(room: HTMLElement): void {
  const button = room.querySelector<HTMLButtonElement>("[data-dictate]");
  const field = room.querySelector<HTMLTextAreaElement>("[data-room-answer]");
  const known = window as unknown as Record<string, (new () => Recognition) | undefined>;
  const Recognizer = known["SpeechRecognition"] ?? known["webkitSpeechRecognition"];
  if (!button || !field || !Recognizer) return;
  const start = button.textContent ?? "";
  let recognition: Recognition | null = null;
  const over = (): void => {
    recognition = null;
    button.textContent = start;
  };
  const failed = (): void => {
    over();
    button.textContent = button.dataset["failed"] ?? start;
    button.disabled = true;
    announce(button.textContent);
    field.focus();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (recognition) {
      recognition.stop();
      return;
    }
    try {
      recognition = new Recognizer();
      recognition.lang = document.documentElement.lang;
      recognition.continuous = true;
      recognition.addEventListener("result", (event) => {
        const { results, resultIndex } = event as unknown as {
          results: ArrayLike<ArrayLike<{ transcript: string }>>;
          resultIndex: number;
        };
        const heard = results[resultIndex]?.[0]?.transcript ?? "";
        field.value += `${field.value && !/\s$/.test(field.value) ? " " : ""}${heard.trim()}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      recognition.addEventListener("error", failed);
      recognition.addEventListener("end", () => recognition && over());
      recognition.start();
      button.textContent = button.dataset["stop"] ?? start;
    } catch {
      failed();
    }
  });
}

function stored(key: string): Typed | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Typed | null;
  } catch {
    return null; // storage is blocked
  }
}

function store(key: string, typed: Typed | null): void {
  try {
    if (typed) localStorage.setItem(key, JSON.stringify(typed));
    else localStorage.removeItem(key);
  } catch {
    // Without storage, only the server keeps it.
  }
}
