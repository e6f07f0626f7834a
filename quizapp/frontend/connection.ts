/** Report a lost connection, and parts of the page that could not be fetched. */
import { announce, message } from "./messages";

const SIGNED_OUT = 401;

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
  const failed = (event: Event): void => {
    const status = (event as CustomEvent<{ xhr?: XMLHttpRequest }>).detail.xhr?.status;
    if (!navigator.onLine) show(words);
    else show(message(status === SIGNED_OUT ? "signed.out" : "item.failed"));
    announce(bar.textContent ?? "");
  };
  document.addEventListener("partfailed", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful?: boolean }>).detail.successful) show(null);
  });
}
