/** Report a lost connection, and parts of the page that could not be fetched. */
import { announce, message } from "./messages";

export function watchConnection(): void {
  const bar = document.querySelector<HTMLElement>("[data-connection-lost]");
  if (!bar) return;
  const words = bar.textContent ?? "";
  const show = (text: string | null): void => {
    bar.hidden = text === null;
    if (text !== null) bar.textContent = text;
  };
  addEventListener("offline", () => show(words));
  addEventListener("online", () => show(null));
  const failed = (): void => {
    show(navigator.onLine ? message("item.failed") : words);
    announce(bar.textContent ?? "");
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) show(null);
  });
}
