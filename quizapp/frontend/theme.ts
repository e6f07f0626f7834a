/** Applies a stored theme before the first paint, so that the page does not flash. A classic script: no imports. */
try {
  const stored = localStorage.getItem("theme");
  if (stored === "light" || stored === "dark") document.documentElement.dataset["theme"] = stored;
} catch {
  // Storage may be blocked; the system's theme applies.
}
document.documentElement.classList.add("enhanced");

export {};
