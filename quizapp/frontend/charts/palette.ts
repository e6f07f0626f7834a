/** The theme's colours as the browser resolves them, for what is drawn outside of CSS. */

export interface Palette {
  ink: string;
  soft: string;
  faint: string;
  grid: string;
  line: string;
  ground: string;
  surface: string;
  arms: [string, string];
  sans: string;
}

let current: Palette | null = null;

document.addEventListener("themechange", () => (current = null));

export function palette(): Palette {
  current ??= read();
  return current;
}

function read(): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found: Palette = {
    ink: colour("ink"),
    soft: colour("ink-soft"),
    faint: colour("ink-faint"),
    grid: colour("chart-grid"),
    line: colour("line"),
    ground: colour("ground"),
    surface: colour("surface"),
    arms: [colour("baseline"), colour("treated")],
    sans: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return found;
}
