/**
 * The token that proves a request to be ours. Signing in or out in another tab replaces it; the forms of this page
 * then take the new one, so that what is in them can still be sent.
 */
const CHANNEL = "csrf-token";
const MILLISECONDS_UNTIL_RETRIED_AGAIN = 5000;

interface Failed {
  xhr?: XMLHttpRequest;
  elt?: Element;
  requestConfig?: { triggeringEvent?: Event };
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
}

export function renewStaleForms(): void {
  if ("BroadcastChannel" in window) {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(csrfToken());
    channel.addEventListener("message", ({ data }) => takeToken(String(data)));
  }
  let retried: HTMLElement | null = null;
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, elt, requestConfig } = (event as CustomEvent<Failed>).detail;
    if (!(elt instanceof HTMLElement) || !isStale(xhr?.getResponseHeader("Form-Expired")) || retried === elt) return;
    retried = elt;
    void fetchToken().then((hasCome) => {
      const button = (requestConfig?.triggeringEvent as SubmitEvent | undefined)?.submitter;
      if (hasCome && elt.isConnected && elt instanceof HTMLFormElement) elt.requestSubmit(button ?? null);
      setTimeout(() => (retried = null), MILLISECONDS_UNTIL_RETRIED_AGAIN);
    });
  });
}

/** Send a request with the token; once more with a new one if it was out of date. */
export async function send(address: string, options: RequestInit): Promise<Response> {
  const once = (): Promise<Response> =>
    fetch(address, { ...options, headers: { ...options.headers, "X-CSRFToken": csrfToken() } });
  const response = await once();
  return isStale(response.headers.get("Form-Expired")) && (await fetchToken()) ? once() : response;
}

export function isStale(header: string | null | undefined): boolean {
  return header === "1";
}

async function fetchToken(): Promise<boolean> {
  const response = await fetch("/form-token").catch(() => null);
  if (!response?.ok) return false;
  takeToken(await response.text());
  return true;
}

function takeToken(token: string): void {
  const meta = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]");
  if (meta) meta.content = token;
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrf_token]")) field.value = token;
}
