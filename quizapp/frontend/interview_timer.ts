/** The time of a spoken or written answer: it counts from the first key or the button, also over a reload. */

interface Clock {
  /** Milliseconds before it was last started. */
  before: number;
  /** Since when it runs, in milliseconds since 1970; null while it stands. */
  since: number | null;
}

export function startTimers(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-timer]:not([data-awake])")) {
    button.dataset["awake"] = "true";
    const form = button.closest("form");
    const shown = form?.querySelector<HTMLElement>("[data-timer-shown]");
    if (form && shown) runClock(form, button, shown);
  }
}

function runClock(form: HTMLFormElement, button: HTMLButtonElement, shown: HTMLElement): void {
  const key = `clock:${form.dataset["keep"] ?? ""}`;
  const start = button.textContent ?? "";
  const field = form.querySelector<HTMLInputElement>("[data-clock-seconds]");
  let clock = stored(key) ?? { before: 0, since: null };
  const tell = (): void => {
    const seconds = secondsOf(clock, Date.now());
    shown.hidden = clock.since === null && clock.before === 0;
    shown.textContent = asClock(seconds);
    if (field) field.value = shown.hidden ? "" : seconds.toFixed(1);
    button.textContent = clock.since === null ? start : (button.dataset["stop"] ?? start);
  };
  const become = (next: Clock): void => {
    clock = next;
    sessionStorage.setItem(key, JSON.stringify(clock));
    tell();
  };
  const run = (): void => become({ before: clock.before, since: Date.now() });
  button.addEventListener("click", () => {
    if (clock.since === null) run();
    else become({ before: secondsOf(clock, Date.now()) * 1000, since: null });
  });
  form.addEventListener("input", () => {
    if (clock.since === null && clock.before === 0) run();
  });
  form.addEventListener("submit", tell);
  tell();
  window.setInterval(() => clock.since !== null && tell(), 250);
}

export function secondsOf(clock: Clock, now: number): number {
  return (clock.before + (clock.since === null ? 0 : Math.max(0, now - clock.since))) / 1000;
}

export function asClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
}

function stored(key: string): Clock | null {
  return JSON.parse(sessionStorage.getItem(key) ?? "null") as Clock | null;
}
