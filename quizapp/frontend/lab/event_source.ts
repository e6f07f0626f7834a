/**
 * The events of a run, over connections that may break. They are numbered `<attempt>.<sequence>`; duplicates are
 * dropped. A silent stream (after sleep, or behind a proxy) is reopened after the last event; if the server has too
 * many streams, the events are polled instead; those of a finished run are fetched once.
 */

import type { EndEvent, EventList, StandingEvent } from "#schemas";

import { EventOrder } from "./event_order";

export interface Sink {
  /** A worker restarted the run: discard everything received before. */
  restarted(): void;
  event(name: string, data: string): void;
  standing(standing: StandingEvent): void;
  ended(end: EndEvent): void;
  disconnected(isForGood: boolean): void;
}

const MILLISECONDS_BETWEEN_QUESTIONS = 400;
const MILLISECONDS_BETWEEN_CHECKS = 5_000;
const MILLISECONDS_OF_SILENCE = 35_000; // the server sends something every 15 seconds

/** path: URL of the events. Returns a function that stops following. */
export function followEvents(path: (name: string, after: string) => string, isWhole: boolean, sink: Sink): () => void {
  const order = new EventOrder();
  let heardAt = performance.now();
  let isOver = false;
  let source: EventSource | null = null;
  const gone = new AbortController();

  const take = (name: string, eventId: string, data: string): void => {
    heardAt = performance.now();
    const news = order.take(eventId);
    if (news === "restarted") sink.restarted();
    if (news !== "old") sink.event(name, data);
  };
  const stop = (): void => {
    isOver = true;
    source?.close();
    gone.abort();
    clearInterval(timer);
  };
  const end = (how: EndEvent): void => {
    stop();
    sink.ended(how);
  };

  const askAgain = async (): Promise<void> => {
    while (!isOver) {
      const response = await fetch(path("events/so-far", order.position)).catch(() => null);
      if (isOver) return;
      if (response && response.status < 500 && !response.ok) {
        stop();
        return sink.disconnected(true);
      }
      const answer = response?.ok ? ((await response.json().catch(() => null)) as EventList | null) : null;
      if (!answer) sink.disconnected(false);
      else {
        const { events, status, error, ...place } = answer;
        for (const event of events) take(event.event, event.id, event.data);
        if (status !== "queued" && status !== "running") return end({ status, error });
        if (!events.length) sink.standing({ status, ...place });
      }
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_BETWEEN_QUESTIONS));
    }
  };

  const open = (): EventSource => {
    heardAt = performance.now();
    const opened = new EventSource(path("events", order.position));
    for (const name of ["frame", "result"]) {
      opened.addEventListener(name, (event: MessageEvent<string>) => take(name, event.lastEventId, event.data));
    }
    opened.addEventListener("standing", (event: MessageEvent<string>) => {
      heardAt = performance.now();
      sink.standing(JSON.parse(event.data) as StandingEvent);
    });
    opened.addEventListener("end", (event: MessageEvent<string>) => end(JSON.parse(event.data) as EndEvent));
    opened.addEventListener("error", () => {
      if (opened !== source || isOver) return;
      if (opened.readyState === EventSource.CLOSED) void askAgain();
      else sink.disconnected(false);
    });
    return opened;
  };

  const openIfSilent = (limit: number): void => {
    const isAsking = source === null || source.readyState === EventSource.CLOSED;
    if (isOver || isAsking || performance.now() - heardAt < limit) return;
    source?.close();
    source = open();
  };
  if (isWhole) void askAgain();
  else source = open();
  const timer = setInterval(() => openIfSilent(MILLISECONDS_OF_SILENCE), MILLISECONDS_BETWEEN_CHECKS);
  addEventListener("online", () => openIfSilent(0), { signal: gone.signal });
  document.addEventListener("visibilitychange", () => document.hidden || openIfSilent(MILLISECONDS_OF_SILENCE / 2), {
    signal: gone.signal,
  });
  return stop;
}
