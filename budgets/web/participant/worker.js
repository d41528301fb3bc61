// Keeps the page that shows a pass for when there is no internet, or too little of it to wait for.

const KEPT = "pass-1";
const PAGE = "/pas/toon";
const FILES = [
  "/static/vendor/theme.css",
  "/static/vendor/components.css",
  "/static/vendor/qr.js",
  "/static/base/base.css",
  "/static/base/icon.svg",
  "/static/participant/pass.css",
  "/static/participant/turn.js",
  "/static/participant/codes.js",
  "/static/participant/store.js",
];
const PATIENCE_MS = 2_000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === PAGE || FILES.includes(pathname)) event.respondWith(answer(event, pathname));
});

/** Give what the server says within two seconds, else what was kept of it. */
async function answer(event, pathname) {
  const kept = await caches.open(KEPT);
  const fresh = fetch(event.request).then(async (said) => {
    if (said.ok) await kept.put(pathname, said.clone());
    return said;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(() => kept.match(pathname));
  return (await Promise.race([fresh.catch(() => kept.match(pathname)), late])) ?? fresh;
}
