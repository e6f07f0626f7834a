/** All visible texts come translated from the page; none is in the scripts. */

type Values = Record<string, string | number>;

let known: Record<string, string> | null = null;

/** Clear the cache: a fragment may have brought more messages. */
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

/** The message with that name, with {placeholders} filled in. A missing one shows its name, so that tests notice. */
export function message(name: string, values: Values = {}): string {
  known ??= read();
  const template = known[name] ?? name;
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

export function hasMessage(name: string): boolean {
  known ??= read();
  return name in known;
}

/** Announce a text to screen readers. */
export function announce(text: string): void {
  const place = document.querySelector("[data-announcer]");
  if (place) place.textContent = text;
}
