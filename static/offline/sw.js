// The service worker: keeps one build of the page whole, so that it works without its
// server. The bundle program fills in which build this is, and the digests of its files.

const BUILD = "{build}";
const FILES = {files};

const FOLDER = new URL("./", location).href;
// Caches belong to the origin, on which other copies of the page may live.
const CACHES = `gvmi-hash ${FOLDER} `;
const CACHE = CACHES + BUILD;

// Asked for by pages on the developer's own machine: the server's files go before the
// kept ones, and a new build does not wait.
const NETWORK_FIRST = location.search === "?network-first";

addEventListener("install", (event) => {
  event.waitUntil(keep());
  if (NETWORK_FIRST) skipWaiting();
});

// All of the build or nothing: what is not of it is refused by its digest.
async function keep() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.keys(FILES).map((file) => keepOne(cache, file)));
}

async function keepOne(cache, file) {
  const response = await fetch(file, { cache: "no-cache", integrity: FILES[file] });
  // Made anew, because no page is opened from a response that was redirected.
  await cache.put(file, new Response(response.body, response));
}

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOlder(), clients.claim()]));
});

// Caches are listed in the order of their making. What comes after this one belongs to a
// newer version, which may be arriving just now.
async function forgetOlder() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES));
  const older = names.slice(0, Math.max(0, names.indexOf(CACHE)));
  await Promise.all(older.map((name) => caches.delete(name)));
}

// A page opened by an older version is not disturbed when this one takes over: it has
// loaded all that it needs, or else refuses what is of another build.
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  if (event.data === "leave") event.waitUntil(leave());
});

// The host has taken the page back, so nothing is kept: not even by the browser itself, from
// whose own cache the page would come next.
async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES));
  await Promise.all(names.map((name) => caches.delete(name)));
  await registration.unregister();
  await Promise.all(["./", "index.html"].map((file) => fetch(file, { cache: "reload" })));
}

addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const address = origin + pathname;
  if (event.request.method !== "GET" || !address.startsWith(FOLDER)) return;
  const name = address.slice(FOLDER.length);
  const file = name === "" || name === "index.html" ? "./" : name;
  if (Object.hasOwn(FILES, file)) event.respondWith(answer(event.request, file));
});

async function answer(request, file) {
  const cache = await caches.open(CACHE);
  if (NETWORK_FIRST) return fetch(request).catch(() => cache.match(file));
  // The browser may have thrown the cache away, for want of room. A server with a newer
  // build gives what it has: its page loads nothing of this one.
  const again = () => keepOne(cache, file).then(() => cache.match(file), () => fetch(request));
  return (await cache.match(file)) ?? again();
}
