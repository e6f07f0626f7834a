/** Keys of the on-call room: a digit measures, P pins the first evidence, Ctrl or ⌘ with Enter names the cause. */

export function followOncallKeys(): void {
  document.addEventListener("keydown", (event) => {
    const room = document.querySelector<HTMLElement>("[data-oncall]");
    if (!room || event.defaultPrevented || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      room.querySelector<HTMLFormElement>(".name-it")?.requestSubmit();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const wanted = event.key.toLowerCase() === "p" ? "[data-pin]" : `[data-key="${CSS.escape(event.key)}"]`;
    const button = room.querySelector<HTMLButtonElement>(wanted);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;
}
