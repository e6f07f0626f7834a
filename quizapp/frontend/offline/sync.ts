/** Sends the answers that were given without a network: on every page, as soon as there is one, from one tab at a time. */
import { send } from "../csrf";
import { OfflineQueue, type Outcome, type QueuedAnswer } from "./queue";

const ADDRESS = "/reviews/offline";
const REFUSED = 422;

export const queue = new OfflineQueue(localStorageOrNothing());

export function sendOfflineAnswers(): void {
  void sync();
  addEventListener("online", () => void sync());
}

/** Pages that show the queue listen for `offlinesettled`. */
export async function sync(): Promise<void> {
  if (!queue.waiting().length || !navigator.onLine) return;
  const work = async (): Promise<void> => {
    if (await queue.send(post)) document.dispatchEvent(new Event("offlinesettled"));
  };
  await (navigator.locks ? navigator.locks.request("offline-answers", work) : work());
}

async function post(answer: QueuedAnswer): Promise<Outcome | null> {
  try {
    const response = await send(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ ...answer, title: undefined }),
    });
    if (!response.ok && response.status !== REFUSED) return null;
    return (await response.json()) as Outcome;
  } catch {
    return null;
  }
}

function localStorageOrNothing(): Storage | { getItem: () => null; setItem: () => void } {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined }; // storage is blocked: nothing can be kept
  }
}
