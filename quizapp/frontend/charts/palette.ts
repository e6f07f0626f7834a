/** The colors of the theme as resolved by the browser, for drawings outside CSS. */

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
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found: Palette = {
    ink: color("ink"),
    soft: color("ink-soft"),
    faint: color("ink-faint"),
    grid: color("chart-grid"),
    line: color("line"),
    ground: color("ground"),
    surface: color("surface"),
    arms: [color("baseline"), color("treated")],
    sans: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return found;
}
