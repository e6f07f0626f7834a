/**
 * Pages come from the network, and files of the build from what is kept. Without a network, the reviews that were taken
 * along are shown as they were kept, with their images, and instead of any other page one that says so. The server
 * prepends NAMES.
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
  addEventListener(type: "install" | "activate" | "message", act: (event: WorkerEvent) => void): void;
  addEventListener(type: "fetch", act: (event: FetchingEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = self as unknown as Worker;
const PAGES = "pages";
const IMAGES = "images"; // of the reviews that were taken along, within these bounds
const MOST_IMAGES = 80;
const MOST_IMAGE_BYTES = 20 * 2 ** 20;
const SHOWN = /src="(\/images\/[^"]+)"/g;
const FILES = `files ${NAMES.files.join(" ")}`;

async function install(): Promise<void> {
  const cache = await caches.open(FILES);
  await cache.addAll([...NAMES.files, NAMES.fallback]);
  await worker.skipWaiting();
}

async function removeOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![FILES, PAGES, IMAGES].includes(name)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Keep the images that the kept reviews show, and no others. */
async function keepImages(): Promise<void> {
  const reviews = await caches.match(NAMES.reviews);
  const text = reviews ? await reviews.text() : "";
  const addresses = [...new Set([...text.matchAll(SHOWN)].map((found) => found[1] ?? ""))].slice(0, MOST_IMAGES);
  const cache = await caches.open(IMAGES);
  for (const kept of await cache.keys()) {
    const { pathname, search } = new URL(kept.url);
    if (!addresses.includes(pathname + search)) await cache.delete(kept);
  }
  let left = MOST_IMAGE_BYTES;
  for (const address of addresses) {
    const kept = await cache.match(address);
    const response = kept ?? (await fetch(address));
    if (!response.ok) continue;
    const size = (await response.clone().blob()).size;
    if (size > left) continue;
    left -= size;
    if (!kept) await cache.put(address, response);
  }
}

async function page(event: FetchingEvent): Promise<Response> {
  const { request } = event;
  const isReviews = new URL(request.url).pathname === NAMES.reviews;
  try {
    const response = await fetch(request);
    if (isReviews && response.ok && !response.redirected) {
      const cache = await caches.open(PAGES);
      await cache.put(NAMES.reviews, response.clone());
      event.waitUntil(keepImages().catch(() => undefined)); // the network went away meanwhile
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
worker.addEventListener("message", (event) => event.waitUntil(keepImages().catch(() => undefined)));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (NAMES.files.includes(pathname) || pathname.startsWith("/images/")) event.respondWith(file(request));
});
