/** Single keys on pages with exercises. They do nothing while a field has the focus, and can be turned off. */
const OFF = "shortcuts-off";

export function listenForShortcuts(): void {
  const dialog = document.querySelector<HTMLDialogElement>("[data-shortcuts]");
  if (!dialog) return;
  const off = dialog.querySelector<HTMLInputElement>("[data-shortcuts-off]");
  if (off) {
    off.checked = areOff();
    off.addEventListener("change", () => turn(off.checked));
  }
  document.documentElement.classList.toggle("no-keys", areOff());
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-show-shortcuts]")) dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.defaultPrevented || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (press(stepOf())) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || areOff() || isTyping(event.target)) return;
    if (event.key === "?") dialog.showModal();
    else if (!press(controlFor(event))) return;
    event.preventDefault();
  });
}

function controlFor(event: KeyboardEvent): HTMLElement | null {
  const scope = focused();
  if (/^[1-9]$/.test(event.key)) return optionsIn(scope)[Number(event.key) - 1] ?? null;
  switch (event.key.toLowerCase()) {
    case "enter":
      return isControl(event.target) ? null : stepOf();
    case "j":
      return document.querySelector("[data-next-place]") ?? neighbor(scope, 1);
    case "k":
      return document.querySelector("[data-previous-item]") ?? neighbor(scope, -1);
    case "n":
      return document.querySelector("[data-skip], #practice-dock a[data-next-step]") ?? nextOpen(scope);
    case "h":
      return scope.querySelector("[data-hint]:not(:checked)");
    case "g":
      return scope.querySelector("a[data-run-it]");
    case "r":
      return (
        document.querySelector("#practice-dock [data-again]") ?? scope.querySelector("[data-again], a[data-run-it]")
      );
    default:
      return null;
  }
}

/** The exercise that keys are for: the one with the focus, or else the first that is open. */
function focused(): ParentNode {
  const items = [...document.querySelectorAll<HTMLElement>("article.item")];
  const active = document.activeElement?.closest<HTMLElement>("article.item");
  return active ?? items.find((item) => item.querySelector("details.item-fold[open]")) ?? items[0] ?? document;
}

function stepOf(): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>("#practice-dock [data-next-step]") ??
    focused().querySelector<HTMLElement>("[data-submit], [data-next-item], [data-draw]") ??
    document.querySelector<HTMLElement>("main [data-next-step]")
  );
}

function optionsIn(scope: ParentNode): HTMLElement[] {
  const names = "form[data-item-form] :is(.options, .verdicts) :is(input[type=radio], input[type=checkbox])";
  return [...scope.querySelectorAll<HTMLElement>(names)];
}

function neighbor(scope: ParentNode, step: number): HTMLElement | null {
  const folds = [...document.querySelectorAll<HTMLElement>("details.item-fold > summary")];
  const here = folds.findIndex((summary) => scope.contains(summary));
  return folds[here + step] ?? null;
}

function nextOpen(scope: ParentNode): HTMLElement | null {
  const open = [...document.querySelectorAll<HTMLElement>("article.item:not(.is-graded)")];
  const next = open.find(
    (item) => scope instanceof Node && Boolean(scope.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING),
  );
  return (next ?? open[0])?.querySelector<HTMLElement>("details.item-fold > summary") ?? null;
}

function press(control: HTMLElement | null): boolean {
  if (!control || (control instanceof HTMLButtonElement && control.disabled)) return false;
  const fold = control.matches("summary") ? control.closest("details") : null;
  if (fold) unfold(fold);
  else control.click();
  if (control.matches("input") || fold) control.focus();
  return true;
}

/** Only one exercise is unfolded by a key. */
export function unfold(fold: HTMLDetailsElement): void {
  for (const other of document.querySelectorAll<HTMLDetailsElement>("details.item-fold[open]")) {
    if (other !== fold) other.open = false;
  }
  fold.open = true;
  fold.scrollIntoView({ block: "start" });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isText = target instanceof HTMLInputElement && !["radio", "checkbox", "button", "submit"].includes(target.type);
  return isText || target.isContentEditable || target.matches("textarea, select");
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && Boolean(target.closest("a, button, summary"));
}

function areOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "true";
  } catch {
    return false; // storage is blocked
  }
}

function turn(off: boolean): void {
  document.documentElement.classList.toggle("no-keys", off);
  try {
    localStorage.setItem(OFF, String(off));
  } catch {
    // It holds for this page.
  }
}
