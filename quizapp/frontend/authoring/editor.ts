/** The editor of questions: saving while somebody types, moving in the outline, keys, and who else is there. */
import htmx from "htmx.org";

import { send } from "../csrf";
import { announce, message } from "../messages";
import { backupOf, forgetBackup, keepBackup, restoreBackup, valuesOf } from "./backup";
import { suggestEachOfSeveral } from "./claims_picker";
import { focusHeading, noteOpened, openPart, startOpening } from "./opening";
import { arrangeOutline } from "./outline";
import { showSettingLines } from "./setting_lines";
import { keepTypingInEditor, OPEN_PART } from "./typing";

interface About {
  successful?: boolean;
  xhr?: XMLHttpRequest;
  requestConfig?: { path?: string; parameters?: Record<string, unknown> };
}
interface Confirm {
  elt?: Element;
  issueRequest?: (isConfirmed?: boolean) => void;
}

const PAUSE_MILLISECONDS = 700;
const RETRY_MILLISECONDS = 4000;
const REFUSED = 422;
const PRESENCE_MILLISECONDS = 30_000;
const NOT_OF_THE_PART = new Set(["preview_language", "send_to", "note"]);

export function startEditor(): void {
  const saver = new Saver();
  startOpening(
    (follow) => saver.leave(follow),
    () => saver.isUnsaved,
  );
  keepTypingInEditor();
  suggestEachOfSeveral();
  document.addEventListener("input", (event) => {
    if (isOfPart(event.target)) saver.noteTyping();
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "preview_language") saver.save();
  });
  document.addEventListener("htmx:confirm", (event) => saver.saveFirst(event as CustomEvent<Confirm>));
  document.addEventListener("htmx:beforeRequest", (event) => saver.begin((event as CustomEvent<About>).detail));
  document.addEventListener("htmx:afterRequest", (event) => saver.end((event as CustomEvent<About>).detail));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element && event.target.id === OPEN_PART) open(saver);
  });
  window.addEventListener("beforeunload", (event) => {
    if (saver.isUnsaved && form()) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && saver.isUnsaved) saver.save();
  });
  document.addEventListener("keydown", pressKeys);
  arrangeOutline(form);
  window.setInterval(() => void signOfLife(), PRESENCE_MILLISECONDS);
  if (form()) open(saver);
}

function form(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("#question-form");
}

let lastPart: string | undefined;

/** A part has been opened, or sent again. */
function open(saver: Saver): void {
  const opened = form();
  if (!opened) return;
  noteOpened();
  if (lastPart !== undefined && lastPart !== openPart()) focusHeading();
  lastPart = openPart();
  saver.isUnsaved = document.querySelector("#conflict") !== null;
  showSettingLines();
  void signOfLife();
  document.querySelector(".outline-line.is-open")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (restoreBackup(opened)) {
    saver.noteTyping();
    tell(message("kept"));
  }
}

function isOfPart(target: EventTarget | null): boolean {
  const isField =
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  return isField && target.form === form() && !NOT_OF_THE_PART.has(target.name);
}

function tell(text: string): void {
  const place = document.querySelector("#save-state");
  if (place) place.textContent = text;
}

class Saver {
  isUnsaved = false;
  private sent = "";
  private sentPath = "";
  private sentBackup = "";
  private timer: number | undefined;
  private waiting: (() => void) | null = null;

  noteTyping(): void {
    const here = form();
    if (!here) return;
    this.isUnsaved = true;
    keepBackup(here);
    this.soon(PAUSE_MILLISECONDS);
  }

  /** Save the part as it is now. What two people wrote differently is saved by a button only. */
  save(): void {
    window.clearTimeout(this.timer);
    const here = form();
    const address = here?.dataset["save"];
    if (!here || !address || document.querySelector("#conflict")) return;
    tell(message("saving"));
    void htmx.ajax("post", address, { source: here, target: "#part-state", swap: "outerHTML" }).catch(() => undefined); // `end` tries again
  }

  /** A link to another part waits until what is typed in this one is saved. */
  saveFirst(event: CustomEvent<Confirm>): void {
    const { elt, issueRequest } = event.detail;
    if (!this.isUnsaved || !elt?.matches("#editor a[hx-get]") || !issueRequest) return;
    event.preventDefault();
    this.leave(() => issueRequest(true));
  }

  /** Save what is typed, then follow. What two people wrote differently stays in this browser. */
  leave(follow: () => void): void {
    const here = form();
    if (here && document.querySelector("#conflict")) {
      keepBackup(here);
      this.isUnsaved = false;
    }
    if (!this.isUnsaved) {
      follow();
      return;
    }
    this.waiting = follow;
    this.save();
  }

  begin({ requestConfig }: About): void {
    const here = form();
    if (!here || !isAbout(requestConfig?.path, here)) return;
    this.sent = valuesOf(here);
    this.sentPath = requestConfig?.path ?? "";
    this.sentBackup = backupOf(here);
  }

  /** The server has the part as it was sent, also if it refused to publish it; unless two people wrote differently. */
  end({ successful, xhr, requestConfig }: About): void {
    const here = form();
    if (!here || requestConfig?.path !== this.sentPath) return;
    if (!successful && xhr?.status !== REFUSED) {
      this.waiting = null;
      tell(message("not_saved"));
      this.soon(RETRY_MILLISECONDS);
      return;
    }
    if (document.querySelector("#conflict")) {
      this.waiting = null;
      return;
    }
    if (this.sentPath === here.dataset["save"] && valuesOf(here) !== this.sent) {
      this.soon(PAUSE_MILLISECONDS);
      return;
    }
    this.isUnsaved = false;
    forgetBackup(this.sentBackup);
    const follow = this.waiting;
    this.waiting = null;
    follow?.();
  }

  private soon(milliseconds: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), milliseconds);
  }
}

function isAbout(path: string | undefined, here: HTMLFormElement): boolean {
  return path !== undefined && (path === here.dataset["save"] || path === here.getAttribute("action"));
}

function pressKeys(event: KeyboardEvent): void {
  if (!form() || event.defaultPrevented || event.isComposing) return;
  if (event.key === "F8") press(event, "#next-flaw");
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
  const isWriting = event.target instanceof Element && event.target.matches("input, textarea, select");
  if (!isCommand || isWriting) return;
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) press(event, "#redo");
  else if (key === "z") press(event, "#undo");
}

function press(event: KeyboardEvent, selector: string): void {
  const control = document.querySelector<HTMLElement>(selector);
  if (!control) return;
  event.preventDefault();
  control.click();
}

/** Say that this part is open here, and show who else is at the question. */
async function signOfLife(): Promise<void> {
  const address = document.querySelector<HTMLElement>("[data-editor]")?.dataset["presence"];
  const part = form()?.dataset["part"];
  if (!address || !part || document.visibilityState === "hidden") return;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await send(address, { method: "POST", headers, body: new URLSearchParams({ part }) }).catch(
    () => null,
  );
  const place = document.querySelector("#others");
  if (!answer?.ok || !place) return;
  const before = place.textContent?.trim();
  htmx.swap("#others", await answer.text(), { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  const now = document.querySelector("#others")?.textContent?.trim();
  if (now && now !== before) announce(now);
}
