/** After a change of language, scroll to the part of the page that the reader was reading. */
const KEY = "place";

interface Place {
  address: string;
  id: string;
  top: number;
}

export function keepPlaceOverLanguages(): void {
  const form = document.querySelector("form[data-language-choice]");
  form?.addEventListener("submit", () => sessionStorage.setItem(KEY, JSON.stringify(place())));
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Place | null;
  sessionStorage.removeItem(KEY);
  if (kept?.address !== address()) return;
  const element = document.getElementById(kept.id);
  if (element) scrollBy(0, element.getBoundingClientRect().top - kept.top);
}

function address(): string {
  return location.pathname + location.search;
}

/** The part of the page at the upper edge of the window. */
function place(): Place {
  const parts = [...document.querySelectorAll<HTMLElement>("main [id]")];
  const element = parts.find((part) => part.getBoundingClientRect().bottom > innerHeight / 4) ?? document.body;
  return { address: address(), id: element.id, top: element.getBoundingClientRect().top };
}
