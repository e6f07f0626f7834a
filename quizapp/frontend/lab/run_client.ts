/** Request a run from the server, and follow it. */
import type {
  EstimateShown,
  FrameEvent,
  PredictionShown,
  ProblemDetails,
  ResultEvent,
  RunShown,
  UnrolledList,
  RunRequest as WholeRunRequest,
} from "#schemas";
import { send } from "../csrf";
import type { Sink } from "./event_source";
import { followEvents } from "./event_source";

/** Fields with a default may be left out; experiments are sent as typed, and the server validates them. */
export interface RunRequest extends Partial<Omit<WholeRunRequest, "experiments">> {
  experiments?: unknown[];
}

export type Answer = { run: RunShown; isStored: boolean } | { problem: ProblemDetails } | { isOffline: true };

const JSON_SENT = { "Content-Type": "application/json" };

function address(path: string): string {
  return `/api/v1/runs${path}?lang=${document.documentElement.lang.startsWith("zh") ? "zh" : "en"}`;
}

export async function requestRun(body: RunRequest): Promise<Answer> {
  try {
    const response = await send(address(""), { method: "POST", headers: JSON_SENT, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok) return { problem: answer as ProblemDetails };
    return { run: answer as RunShown, isStored: response.status === 200 };
  } catch {
    return { isOffline: true };
  }
}

/** Returns the estimate, or what is wrong with the settings; null if the server cannot be reached. */
export async function estimateRun(body: RunRequest): Promise<EstimateShown | { problem: ProblemDetails } | null> {
  const options = { method: "POST", headers: JSON_SENT, body: JSON.stringify(body) };
  const response = await send(address("").replace("/runs", "/costs"), options).catch(() => null);
  if (!response) return null;
  return response.ok
    ? ((await response.json()) as EstimateShown)
    : { problem: (await response.json()) as ProblemDetails };
}

/** Returns null once the server has stopped the run, or what it says against it; "unreachable" is worth another try. */
export async function cancelRun(id: string): Promise<ProblemDetails | "unreachable" | null> {
  const response = await send(address(`/${id}`), { method: "DELETE" }).catch(() => null);
  if (!response || response.status >= 500) return "unreachable";
  return response.ok ? null : ((await response.json()) as ProblemDetails);
}

/** Prefetch the events of a finished run into the browser's cache. */
export function fetchAhead(id: string): void {
  void fetch(address(`/${id}/events/so-far`)).catch(() => undefined);
}

export async function fetchUnrolled(id: string): Promise<UnrolledList | null> {
  const response = await fetch(address(`/${id}/unrolled`));
  return response.ok ? ((await response.json()) as UnrolledList) : null;
}

export async function fetchPrediction(id: string, experiment: number): Promise<PredictionShown | null> {
  const response = await fetch(`${address(`/${id}/prediction`)}&experiment=${experiment}`).catch(() => null);
  return response?.ok ? ((await response.json()) as PredictionShown) : null;
}

export interface Listener extends Omit<Sink, "event"> {
  frame(frame: FrameEvent): void;
  result(result: ResultEvent): void;
}

/** Follow the events of a run until its end; returns a function that stops following. */
export function followRun(id: string, isOver: boolean, listener: Listener): () => void {
  const path = (name: string, after: string): string =>
    `${address(`/${id}/${name}`)}${after === "0.0" ? "" : `&after=${after}`}`;
  return followEvents(path, isOver, {
    restarted: () => listener.restarted(),
    event: (name, data) => {
      if (name === "frame") listener.frame(JSON.parse(data) as FrameEvent);
      if (name === "result") listener.result(JSON.parse(data) as ResultEvent);
    },
    standing: (standing) => listener.standing(standing),
    ended: (end) => listener.ended(end),
    disconnected: (isForGood) => listener.disconnected(isForGood),
  });
}
