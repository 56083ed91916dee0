/* Shows a page that says so where there is no net, and keeps nothing else: every page comes from the
   site, or not at all. July puts VERSION and KEPT, the offline page and what it loads, before these
   lines and serves them at /service-worker.js. */

const CACHE = `july-offline-${VERSION}`;
const [OFFLINE] = KEPT;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget(), self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (isKept(request.url)) event.respondWith(asset(request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
}

/* What an earlier version kept. */
async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith("july-offline-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await kept(OFFLINE)) ?? Response.error();
  }
}

async function asset(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(request.url)) ?? Response.error();
  }
}

async function kept(address) {
  return (await caches.open(CACHE)).match(address);
}

function isKept(url) {
  const { origin, pathname, search } = new URL(url);
  return origin === self.location.origin && KEPT.includes(pathname + search);
}
