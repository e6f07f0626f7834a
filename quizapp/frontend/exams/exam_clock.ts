/** The time that is left, by the server’s clock. Between two answers of the server, time is only measured here. */
import { asClock } from "../interview_timer";
import { announce, message } from "../messages";

const SHORT_SECONDS = 120;
const ANNOUNCED_MINUTES = [5, 1];
const DRIFT_MILLISECONDS = 4000; // a computer that slept

export class ExamClock {
  private endsAt = 0;
  private told: number | null = null;
  private lastTick = Date.now();

  constructor(
    secondsLeft: number,
    private readonly shown: HTMLElement | null,
    private readonly slept: () => void,
    private readonly up: () => void,
  ) {
    this.set(secondsLeft);
    window.setInterval(() => this.tick(), 1000);
    this.tick();
  }

  set(secondsLeft: number): void {
    this.endsAt = performance.now() + secondsLeft * 1000;
  }

  get secondsLeft(): number {
    return Math.max(0, (this.endsAt - performance.now()) / 1000);
  }

  private tick(): void {
    const moment = Date.now();
    if (Math.abs(moment - this.lastTick - 1000) > DRIFT_MILLISECONDS) this.slept();
    this.lastTick = moment;
    const left = this.secondsLeft;
    if (this.shown) {
      this.shown.textContent = asClock(left);
      this.shown.parentElement?.classList.toggle("is-short", left <= SHORT_SECONDS);
    }
    this.tell(left);
    if (left <= 0) this.up();
  }

  /** Politely, once at each of these minutes. */
  private tell(left: number): void {
    const minute = ANNOUNCED_MINUTES.filter((each) => left <= each * 60).at(-1) ?? null;
    if (minute === this.told) return;
    const isFirst = this.told === null && minute !== null && left < minute * 60 - 5; // the page was opened later
    this.told = minute;
    if (minute === null || isFirst) return;
    announce(minute === 1 ? message("exam.minute") : message("exam.minutes", { minutes: minute }));
  }
}
