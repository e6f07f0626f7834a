/** A timer for a spoken answer: it counts up until it is stopped. */
export function startTimers(root: Element): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-timer]")) {
    const shown = button.parentElement?.querySelector<HTMLElement>("[data-timer-shown]");
    if (shown) runFrom(button, shown);
  }
}

function runFrom(button: HTMLButtonElement, shown: HTMLElement): void {
  const start = button.textContent ?? "";
  let ticking: number | undefined;
  button.addEventListener("click", () => {
    if (ticking !== undefined) {
      window.clearInterval(ticking);
      ticking = undefined;
      button.textContent = start;
      return;
    }
    const began = performance.now();
    const tell = (): void => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    shown.hidden = false;
    button.textContent = button.dataset["stop"] ?? start;
    tell();
    ticking = window.setInterval(tell, 250);
  });
}
