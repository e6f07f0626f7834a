/** After a change of language, scroll to the part of the page that the reader was reading. */
const KEY = "place";

interface Place {
  address: string;
  id: string;
  top: number;
}

export function keepPlaceOverLanguages(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-language-choice]");
  form?.addEventListener("submit", () => {
    const next = form.querySelector<HTMLInputElement>("[name=next]");
    if (next && "here" in form.dataset) next.value = address(); // a run may have changed it since the page came
    sessionStorage.setItem(KEY, JSON.stringify(place()));
  });
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Place | null;
  sessionStorage.removeItem(KEY);
  if (kept?.address !== address()) return;
  const element = document.getElementById(kept.id);
  if (element) scrollBy(0, element.getBoundingClientRect().top - kept.top);
}

/** Signing in leads back to the place that the reader was reading. */
export function returnAfterSignIn(): void {
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-sign-in]") : null;
    if (!link) return;
    const leads = new URL(link.href);
    const { id } = place();
    leads.searchParams.set("next", address() + (id ? `#${id}` : ""));
    link.href = leads.href;
  });
}

function address(): string {
  return location.pathname + location.search;
}

/** The part of the page at the upper edge of the window: the first that is whole, such as a line, or reaches far down. */
function place(): Place {
  const parts = [...document.querySelectorAll<HTMLElement>("main [id]")].filter((part) => part.checkVisibility());
  const isRead = ({ top, bottom }: DOMRect): boolean => bottom > innerHeight / 4 || (top >= 0 && bottom > top);
  const element = parts.find((part) => isRead(part.getBoundingClientRect())) ?? document.body;
  return { address: address(), id: element.id, top: element.getBoundingClientRect().top };
}
