/** The three theme buttons in the header; the choice is stored in this browser. */

type Theme = "auto" | "light" | "dark";

function current(): Theme {
  const set = document.documentElement.dataset["theme"];
  return set === "light" || set === "dark" ? set : "auto";
}

function choose(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Storage is blocked: the choice applies to this page only.
  }
  document.dispatchEvent(new Event("themechange"));
}

export function offerThemes(): void {
  const group = document.querySelector("[data-theme-choice]");
  const buttons = group?.querySelectorAll("button") ?? [];
  const mark = (): void => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === current()));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.value as Theme);
      mark();
    });
  }
  mark();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new Event("themechange"));
  });
}
