/**
 * Pages come from the network, and files of the build from what is kept. Without a network, the reviews that were taken
 * along are shown as they were kept, and instead of any other page one that says so. The server prepends NAMES.
 */
export {};

declare const NAMES: { files: string[]; fallback: string; reviews: string };

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchingEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: "install" | "activate", act: (event: WorkerEvent) => void): void;
  addEventListener(type: "fetch", act: (event: FetchingEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = self as unknown as Worker;
const PAGES = "pages";
const FILES = `files ${NAMES.files.join(" ")}`;

async function install(): Promise<void> {
  const cache = await caches.open(FILES);
  await cache.addAll([...NAMES.files, NAMES.fallback]);
  await worker.skipWaiting();
}

async function removeOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== FILES && name !== PAGES).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function page(request: Request): Promise<Response> {
  const isReviews = new URL(request.url).pathname === NAMES.reviews;
  try {
    const response = await fetch(request);
    if (isReviews && response.ok && !response.redirected) {
      const cache = await caches.open(PAGES);
      await cache.put(NAMES.reviews, response.clone());
    }
    return response;
  } catch (failure) {
    const kept = (isReviews && (await caches.match(NAMES.reviews))) || (await caches.match(NAMES.fallback));
    if (!kept) throw failure;
    return kept;
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(removeOlder()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (NAMES.files.includes(pathname)) event.respondWith(file(request));
});
