/** Words for people come translated from the page, never from here. */

type Values = Record<string, string | number>;

let known: Record<string, string> | null = null;

/** Forget what was read: a fragment may have brought more. */
export function forgetMessages(): void {
  known = null;
}

function read(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of document.querySelectorAll("script[data-messages]")) {
    Object.assign(found, JSON.parse(block.textContent || "{}"));
  }
  return found;
}

/** The message of that name, with {placeholders} filled in. A missing one shows its name, so tests see it. */
export function message(name: string, values: Values = {}): string {
  known ??= read();
  const template = known[name] ?? name;
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

export function hasMessage(name: string): boolean {
  known ??= read();
  return name in known;
}

/** Say it to people who use a screen reader. */
export function announce(text: string): void {
  const place = document.querySelector("[data-announcer]");
  if (place) place.textContent = text;
}
