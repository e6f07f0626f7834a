/** The service worker, and the due reviews that an installed app takes along while there is a network. */
const HOUR_MILLISECONDS = 3_600_000;
const TAKEN_AT = "reviews-taken-at";
const REVIEWS = "/reviews/offline";

export function installWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", () => {
    navigator.serviceWorker
      .register("/service-worker.js")
      .then(() => navigator.serviceWorker.ready)
      .then(() => takeReviewsAlong())
      .catch(() => undefined); // refused by the browser, as in a private window: the pages work without it
  });
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", () => {
      for (const name of ["pages", "images"]) void caches.delete(name); // what others must not read on this device
    });
  }
}

/** At most once an hour, for a page would draw new exercises each time. */
async function takeReviewsAlong(): Promise<void> {
  if (!matchMedia("(display-mode: standalone)").matches || !navigator.onLine) return;
  if (location.pathname === REVIEWS || Date.now() - Number(localStorage.getItem(TAKEN_AT) ?? 0) < HOUR_MILLISECONDS)
    return;
  const response = await fetch(REVIEWS);
  if (!response.ok || response.redirected) return;
  const cache = await caches.open("pages");
  await cache.put(REVIEWS, response);
  (await navigator.serviceWorker.ready).active?.postMessage("reviews kept");
  localStorage.setItem(TAKEN_AT, String(Date.now()));
}
