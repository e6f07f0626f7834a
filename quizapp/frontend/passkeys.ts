/** Passkeys: adding one to the account, signing in with one, and confirming with one. */
import { send } from "./csrf";

interface Answer {
  location?: string;
  problem?: string;
}

/** Browsers offer passkeys only to pages with a host name, over HTTPS or on localhost. */
function isPossible(): boolean {
  const isNumber = /^[\d.]+$|^\[/.test(location.hostname);
  return (
    isSecureContext &&
    !isNumber &&
    "PublicKeyCredential" in window &&
    "parseCreationOptionsFromJSON" in PublicKeyCredential
  );
}

export function offerPasskeys(root: Element): void {
  const places = root.querySelectorAll<HTMLElement>("[data-passkey]:not([data-awake])");
  const isOffered = isPossible();
  for (const place of places) {
    place.dataset["awake"] = "true";
    place.hidden = !isOffered;
    if (place instanceof HTMLFormElement) {
      place.addEventListener("submit", (event) => {
        event.preventDefault();
        void use(place, add);
      });
    } else place.querySelector("button")?.addEventListener("click", () => void use(place, prove));
  }
  if (isOffered) return;
  for (const place of root.querySelectorAll<HTMLElement>("[data-passkey-impossible]")) place.hidden = false;
}

async function use(place: HTMLElement, act: (place: HTMLElement) => Promise<Answer>): Promise<void> {
  const button = place.querySelector("button");
  const problem = place.querySelector<HTMLElement>("[data-passkey-problem]");
  if (!button || !problem || button.disabled) return;
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await act(place);
    if (answer.location) {
      location.assign(answer.location);
      return;
    }
    problem.textContent = answer.problem ?? place.dataset["failed"] ?? "";
  } catch {
    problem.textContent = place.dataset["failed"] ?? ""; // canceled, timed out, or no connection
  }
  problem.hidden = false;
  button.disabled = false;
}

async function add(place: HTMLElement): Promise<Answer> {
  const options = await ask(place.dataset["options"] ?? "");
  if (!options) return {};
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const label = place.querySelector<HTMLInputElement>("[name=label]")?.value ?? "";
  return tell(place, { label, credential: credential.toJSON() as unknown });
}

async function prove(place: HTMLElement): Promise<Answer> {
  const options = await ask(place.dataset["options"] ?? "");
  if (!options) return {};
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return tell(place, { next: place.dataset["next"] ?? "", credential: credential.toJSON() as unknown });
}

/** Nothing if the server wants the password first: then it leads there. */
async function ask(address: string): Promise<unknown> {
  const response = await send(address, { method: "POST" });
  if (response.redirected) {
    location.assign(response.url);
    return undefined;
  }
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function tell(place: HTMLElement, body: unknown): Promise<Answer> {
  const response = await send(place.dataset["address"] ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}
