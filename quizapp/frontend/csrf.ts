/** Requests of scripts, with the token that proves them to be ours where the browser does not say so itself. */

export function send(address: string, options: RequestInit): Promise<Response> {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  return fetch(address, { ...options, headers: { ...options.headers, "X-CSRFToken": token } });
}
