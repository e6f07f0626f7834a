/** The exercises of an exam on its page: which is shown, what is typed, and the marks of the strip. */
import { type Sortable, sortableOf, wakeControls } from "../items/kinds";
import { announce, message } from "../messages";
import { restore, typedAmong } from "../typed_fields";
import { ItemStrip } from "./item_strip";
import type { SaveQueue } from "./save_queue";
import type { AnswerState, Reply, Trouble } from "./sender";

export interface ItemsListener {
  changed(): void;
  left(): void;
  finish(): void;
  secondsLeft(): number;
}

export class AskedItems {
  private readonly strip: ItemStrip;
  private current: number;
  private shownSince = performance.now();
  private readonly seconds = new Map<number, number>();
  private readonly sortables = new WeakMap<HTMLFormElement, Sortable | null>();

  constructor(
    private readonly place: HTMLElement,
    private readonly address: string,
    private readonly queue: SaveQueue,
    private readonly listener: ItemsListener,
  ) {
    this.strip = new ItemStrip(place);
    this.current = Number(this.sections().find((each) => !each.hidden)?.dataset["asked"] ?? 1);
    for (const section of this.sections()) this.wake(section);
    this.strip.chosen((position) => this.show(position));
    addEventListener("popstate", () => this.show(positionIn(location.search), false));
    document.addEventListener("visibilitychange", () => (this.shownSince = performance.now()));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** Put back what another page of this browser could not send. */
  restoreWhatWaits(): void {
    for (const { position, entry } of this.queue.waiting()) {
      const form = this.form(position);
      if (!form || entry.typedWithLeft === null || entry.device === this.queue.device) continue;
      restore(form, this.sortables.get(form) ?? null, entry.fields, true);
      this.tell(position, message("exam.kept"), "is-unsent");
    }
  }

  show(position: number, isNew = true): void {
    const section = this.section(position);
    if (!section || position === this.current) return;
    this.countSeconds();
    this.listener.left();
    for (const each of this.sections()) each.hidden = each !== section;
    this.current = position;
    if (isNew) history.pushState(null, "", `${this.address}?item=${position}`);
    this.strip.show(position);
    const number = this.place.querySelector<HTMLElement>("[data-exam-number]");
    if (number) number.textContent = String(position);
    section.querySelector<HTMLElement>(".asked-prompt")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  /** The time with the exercise in focus, up to now. */
  countSeconds(): void {
    const seconds = (performance.now() - this.shownSince) / 1000;
    this.shownSince = performance.now();
    if (document.visibilityState !== "visible" && seconds > 3600) return;
    this.seconds.set(this.current, (this.seconds.get(this.current) ?? 0) + seconds);
    if (seconds >= 1) this.put(this.current, false, null);
  }

  saved(device: string, reply: Reply): void {
    const section = this.section(reply.position);
    if (!section) return;
    const isWaiting = this.queue.waitsFor(reply.position);
    if (reply.outcome === "superseded" && !isWaiting) {
      void this.refresh(reply.position, message("exam.elsewhere"));
      return;
    }
    if (reply.device === device || reply.revision === this.revision(reply.position)) {
      section.dataset["revision"] = String(reply.revision);
    }
    this.strip.mark(reply.position, reply.isAnswered, reply.isFlagged);
    this.unreadable(section, reply.problem);
    if (!isWaiting) this.tell(reply.position, message("exam.saved", { time: timeOfDay(new Date()) }), "");
  }

  /** Another tab or another device has saved something. */
  heard(state: AnswerState): void {
    const isOwn = state.device === this.queue.device;
    if (isOwn || state.revision <= this.revision(state.position) || this.queue.waitsFor(state.position)) {
      if (!this.queue.waitsFor(state.position)) this.strip.mark(state.position, state.isAnswered, state.isFlagged);
      return;
    }
    const section = this.section(state.position);
    if (section?.contains(document.activeElement) && document.activeElement?.closest("[data-exam-form]")) {
      this.offer(section, state.position);
    } else void this.refresh(state.position, message("exam.elsewhere"));
    this.strip.mark(state.position, state.isAnswered, state.isFlagged);
  }

  refused(position: number): void {
    this.tell(position, message("exam.refused"), "is-refused");
  }

  troubled(trouble: Trouble | null): void {
    const bar = this.place.querySelector<HTMLElement>("[data-exam-offline]");
    if (!bar) return;
    const text = trouble === null ? "" : message(trouble === "offline" ? "exam.offline" : "exam.signed_out");
    if (bar.textContent !== text && text) announce(text);
    bar.textContent = text;
    bar.hidden = trouble === null;
    if (trouble === null) return;
    for (const { position } of this.queue.waiting()) this.tell(position, message("exam.kept"), "is-unsent");
  }

  /** Nothing can be typed any more. */
  close(text: string): void {
    for (const section of this.sections()) section.inert = true;
    const bar = this.place.querySelector<HTMLElement>("[data-exam-offline]");
    if (!bar) return;
    bar.textContent = text;
    bar.hidden = false;
    announce(text);
  }

  private wake(section: HTMLElement): void {
    const form = section.querySelector<HTMLFormElement>("[data-exam-form]");
    const position = Number(section.dataset["asked"]);
    if (!form) return;
    this.sortables.set(form, sortableOf(form));
    wakeControls(form);
    const typed = (): void => this.put(position, true, null);
    form.addEventListener("input", typed);
    form.addEventListener("reordered", typed);
    form.addEventListener("change", () => this.listener.left());
    form.addEventListener("submit", (event) => this.go(event, form, position));
    section.querySelector("[data-finish]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.countSeconds();
      this.listener.finish();
    });
  }

  private go(event: SubmitEvent, form: HTMLFormElement, position: number): void {
    const button = event.submitter as HTMLButtonElement | null;
    if (button && "restore" in button.dataset) return; // the server puts the version back
    event.preventDefault();
    const isEnter = !button || button.name === "move";
    const where = isEnter ? "next" : button.dataset["go"];
    if (where === "flag") this.flag(form, position);
    else if (where === "previous") this.show(position - 1);
    else if (where === "finish" || !this.section(position + 1)) {
      this.countSeconds();
      this.listener.finish();
    } else this.show(position + 1);
  }

  private flag(form: HTMLFormElement, position: number): void {
    const button = form.querySelector<HTMLButtonElement>("[data-go=flag]");
    const isFlagged = button?.getAttribute("aria-pressed") !== "true";
    button?.setAttribute("aria-pressed", String(isFlagged));
    this.strip.mark(position, null, isFlagged);
    this.put(position, false, isFlagged);
    this.listener.changed();
  }

  private put(position: number, isTyped: boolean, isFlagged: boolean | null): void {
    const form = this.form(position);
    if (!form) return;
    this.queue.put(position, {
      seen: this.revision(position),
      typedWithLeft: isTyped ? this.listener.secondsLeft() : null,
      fields: isTyped ? typedAmong(new FormData(form)) : [],
      isFlagged,
      seconds: this.seconds.get(position) ?? 0,
    });
    if (isTyped) {
      this.tell(position, message("exam.saving"), "");
      this.listener.changed();
    }
  }

  /** Show the exercise as the server has it now. */
  private async refresh(position: number, note: string): Promise<void> {
    try {
      const response = await fetch(`${this.address}/items/${position}`, { headers: { "HX-Request": "true" } });
      const before = this.section(position);
      if (!response.ok || response.redirected || !before || this.queue.waitsFor(position)) return;
      const holder = document.createElement("template");
      holder.innerHTML = (await response.text()).trim();
      const section = holder.content.querySelector<HTMLElement>("[data-asked]");
      if (!section) return;
      section.hidden = before.hidden;
      before.replaceWith(section);
      this.wake(section);
      this.note(section, note);
    } catch {
      // Offline: it is looked at again.
    }
  }

  private note(section: HTMLElement, text: string): HTMLElement {
    section.querySelector("[data-elsewhere]")?.remove();
    const note = document.createElement("p");
    note.className = "notice notice-warning exam-elsewhere";
    note.dataset["elsewhere"] = "true";
    note.setAttribute("role", "status");
    note.textContent = text;
    section.querySelector(".asked-prompt")?.after(note);
    return note;
  }

  private offer(section: HTMLElement, position: number): void {
    if (section.querySelector("[data-elsewhere]")) return;
    const note = this.note(section, message("exam.elsewhere.show"));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = message("exam.show");
    button.addEventListener("click", () => void this.refresh(position, message("exam.elsewhere")));
    note.append(button);
  }

  private unreadable(section: HTMLElement, problem: string | null): void {
    const place = section.querySelector<HTMLElement>("[data-unreadable]");
    if (!place) return;
    place.textContent = problem ?? "";
    place.hidden = problem === null;
  }

  private tell(position: number, text: string, state: string): void {
    const place = this.section(position)?.querySelector<HTMLElement>("[data-save-state]");
    if (!place) return;
    place.textContent = text;
    place.className = `save-state ${state}`.trim();
  }

  private key(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") this.show(this.current + 1);
    else if (event.key === "k") this.show(this.current - 1);
  }

  private revision(position: number): number {
    return Number(this.section(position)?.dataset["revision"] ?? 0);
  }

  private sections(): HTMLElement[] {
    return [...this.place.querySelectorAll<HTMLElement>("[data-asked]")];
  }

  private section(position: number): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`[data-asked="${position}"]`);
  }

  private form(position: number): HTMLFormElement | null {
    return this.section(position)?.querySelector<HTMLFormElement>("[data-exam-form]") ?? null;
  }
}

function positionIn(search: string): number {
  return Number(new URLSearchParams(search).get("item") ?? 1);
}

function timeOfDay(moment: Date): string {
  return moment.toLocaleTimeString("sv-SE");
}
