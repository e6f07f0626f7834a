/** Asking the server for a run, and following it. */
import type { Frame, Prediction, Result } from "./run_store";

export interface RunRequest {
  scenario?: string;
  knobs?: Record<string, unknown>;
  experiments?: unknown[];
}

export interface RunShown {
  id: string;
  status: string;
  experiments: { steps: number }[];
}

export interface Problem {
  status: number;
  title: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

export type Answer = { run: RunShown; isStored: boolean } | { problem: Problem } | { isOffline: true };

function headers(): HeadersInit {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  return { "Content-Type": "application/json", "X-CSRFToken": token };
}

function address(path: string): string {
  return `/api/v1/runs${path}?lang=${document.documentElement.lang.startsWith("zh") ? "zh" : "en"}`;
}

export async function requestRun(body: RunRequest): Promise<Answer> {
  try {
    const response = await fetch(address(""), { method: "POST", headers: headers(), body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok) return { problem: answer as Problem };
    return { run: answer as RunShown, isStored: response.status === 200 };
  } catch {
    return { isOffline: true };
  }
}

/** Estimated seconds; null where the settings are not legal, or the server cannot be reached. */
export async function estimateRun(body: RunRequest): Promise<number | null> {
  const options = { method: "POST", headers: headers(), body: JSON.stringify(body) };
  const response = await fetch(address("").replace("/runs", "/costs"), options).catch(() => null);
  return response?.ok ? ((await response.json()) as { seconds: number }).seconds : null;
}

export async function cancelRun(id: string): Promise<void> {
  await fetch(address(`/${id}`), { method: "DELETE", headers: headers() }).catch(() => undefined);
}

export async function fetchUnrolled(id: string): Promise<unknown> {
  const response = await fetch(address(`/${id}/unrolled`));
  return response.ok ? response.json() : null;
}

export async function fetchPrediction(id: string, experiment: number): Promise<Prediction | null> {
  const response = await fetch(`${address(`/${id}/prediction`)}&experiment=${experiment}`).catch(() => null);
  return response?.ok ? ((await response.json()) as Prediction) : null;
}

export interface Listener {
  /** A worker started the run anew: what came before does not count. */
  restarted(): void;
  frame(frame: Frame): void;
  result(result: Result): void;
  ended(end: { status: string; error: string | null }): void;
  disconnected(isForGood: boolean): void;
}

const MILLISECONDS_BETWEEN_QUESTIONS = 400;

interface EventsSoFar {
  status: string;
  error: string | null;
  events: { id: string; event: string; data: string }[];
}

/**
 * Follow a run's events until its end. They are numbered `<attempt>.<sequence>`; what came twice is dropped.
 * Where the server has no stream to spare, it is asked again and again instead.
 */
export function followRun(id: string, listener: Listener): () => void {
  const source = new EventSource(address(`/${id}/events`));
  let [attempt, sequence] = [0, 0];
  let isOver = false;
  const take = (name: string, eventId: string, data: string): void => {
    const [nextAttempt = 0, nextSequence = 0] = eventId.split(".").map(Number);
    if (attempt && nextAttempt > attempt) listener.restarted();
    if (nextAttempt < attempt || (nextAttempt === attempt && nextSequence <= sequence)) return;
    [attempt, sequence] = [nextAttempt, nextSequence];
    if (name === "frame") listener.frame(JSON.parse(data) as Frame);
    if (name === "result") listener.result(JSON.parse(data) as Result);
  };
  const end = (how: { status: string; error: string | null }): void => {
    isOver = true;
    source.close();
    listener.ended(how);
  };
  const askAgain = async (): Promise<void> => {
    while (!isOver) {
      const response = await fetch(`${address(`/${id}/events/so-far`)}&after=${attempt}.${sequence}`).catch(() => null);
      if (isOver) return;
      if (response && !response.ok) return listener.disconnected(true);
      if (!response) listener.disconnected(false);
      else {
        const { status, error, events } = (await response.json()) as EventsSoFar;
        for (const event of events) take(event.event, event.id, event.data);
        if (OVER.has(status) && !events.length) return end({ status, error });
      }
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_BETWEEN_QUESTIONS));
    }
  };
  for (const name of ["frame", "result"]) {
    source.addEventListener(name, (event: MessageEvent<string>) => take(name, event.lastEventId, event.data));
  }
  source.addEventListener("end", (event: MessageEvent<string>) => end(JSON.parse(event.data) as { status: string; error: string | null }));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) void askAgain();
    else listener.disconnected(false);
  });
  return () => {
    isOver = true;
    source.close();
  };
}

const OVER = new Set(["finished", "failed", "cancelled"]);
