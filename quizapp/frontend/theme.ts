/** Runs before the first paint, so that a stored theme never flashes. A classic script: no imports. */
try {
  const stored = localStorage.getItem("theme");
  if (stored === "light" || stored === "dark") document.documentElement.dataset["theme"] = stored;
} catch {
  // Storage may be forbidden; the system's theme is used then.
}
document.documentElement.classList.add("enhanced");

export {};
