/** Asking the server for a run, and following it. */
import type { Frame, Result } from "./run_store";

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

export async function cancelRun(id: string): Promise<void> {
  await fetch(address(`/${id}`), { method: "DELETE", headers: headers() }).catch(() => undefined);
}

export async function fetchUnrolled(id: string): Promise<unknown> {
  const response = await fetch(address(`/${id}/unrolled`));
  return response.ok ? response.json() : null;
}

export interface Listener {
  /** A worker started the run anew: what came before does not count. */
  restarted(): void;
  frame(frame: Frame): void;
  result(result: Result): void;
  ended(end: { status: string; error: string | null }): void;
  disconnected(isForGood: boolean): void;
}

/** Follow a run's events until its end. They are numbered `<attempt>.<sequence>`; what came twice is dropped. */
export function followRun(id: string, listener: Listener): () => void {
  const source = new EventSource(address(`/${id}/events`));
  let [attempt, sequence] = [0, 0];
  const isNew = (event: MessageEvent<string>): boolean => {
    const [nextAttempt = 0, nextSequence = 0] = event.lastEventId.split(".").map(Number);
    if (attempt && nextAttempt > attempt) listener.restarted();
    if (nextAttempt < attempt || (nextAttempt === attempt && nextSequence <= sequence)) return false;
    [attempt, sequence] = [nextAttempt, nextSequence];
    return true;
  };
  source.addEventListener("frame", (event) => {
    if (isNew(event)) listener.frame(JSON.parse(event.data) as Frame);
  });
  source.addEventListener("result", (event) => {
    if (isNew(event)) listener.result(JSON.parse(event.data) as Result);
  });
  source.addEventListener("end", (event: MessageEvent<string>) => {
    source.close();
    listener.ended(JSON.parse(event.data) as { status: string; error: string | null });
  });
  source.addEventListener("error", () => listener.disconnected(source.readyState === EventSource.CLOSED));
  return () => source.close();
}
