/** What must run before the first paint. A classic script: no imports. */
try {
  const stored = localStorage.getItem("theme");
  if (stored === "light" || stored === "dark") document.documentElement.dataset["theme"] = stored;
} catch {
  // Storage may be blocked; the system's theme applies.
}
document.documentElement.classList.add("enhanced");

// Buttons that only a script answers are on the page before their script: it clicks them again when it is there.
const early: HTMLElement[] = [];
const remember = (event: Event): void => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button[type=button]") : null;
  if (button) early.push(button);
};
document.addEventListener("click", remember);
document.addEventListener(
  "scriptsready",
  () => {
    document.removeEventListener("click", remember);
    for (const button of early) if (button.isConnected) button.click();
  },
  { once: true },
);

export {};
