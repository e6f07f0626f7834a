/** The other language shows the same page: come back to where one was reading. */
const KEY = "place";

export function keepPlaceOverLanguages(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-language-choice]");
  form?.addEventListener("submit", () => {
    const share = scrollY / Math.max(1, document.documentElement.scrollHeight);
    sessionStorage.setItem(KEY, JSON.stringify({ address: location.pathname + location.search, share }));
  });
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return;
  sessionStorage.removeItem(KEY);
  const { address, share } = JSON.parse(kept) as { address: string; share: number };
  if (address === location.pathname + location.search) scrollTo(0, share * document.documentElement.scrollHeight);
}
