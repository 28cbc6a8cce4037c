// Keeps a copy of the program, so that it opens without a connection. Nothing of the API passes through here: what was
// said is kept by the page itself (offline/kept-chats.ts), and what a share link shows by nobody.
const cacheName = 'parley-program';
const mostFiles = 300;

const isProgram = ({ pathname }) =>
  pathname.startsWith('/assets/') ||
  /^\/(theme\.js|favicon\.svg|icons\/|manifest\.webmanifest)/.test(pathname);

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(['/', '/theme.js'])));
  self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page tells what it had loaded before this worker was there.
self.addEventListener('message', (event) => {
  const files = event.data.filter((address) => isProgram(new URL(address)));
  event.waitUntil(
    caches.open(cacheName).then((cache) => Promise.allSettled(files.map((file) => keep(cache, file)))),
  );
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const isPage =
    event.request.mode === 'navigate' &&
    event.request.destination === 'document' &&
    !/^\/(graphql|api|share)\b/.test(url.pathname);
  if (isPage) event.respondWith(newestPage(event.request));
  else if (isProgram(url)) event.respondWith(keptFile(event.request));
});

async function newestPage(request) {
  const cache = await caches.open(cacheName);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get('content-type')?.startsWith('text/html'))
      await cache.put('/', answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match('/');
    if (kept) return kept;
    throw error;
  }
}

/** Names in /assets/ carry a hash of their content: what is kept is right for ever. The others are asked for first. */
async function keptFile(request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept && new URL(request.url).pathname.startsWith('/assets/')) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(request, answer.clone());
      await forgetOldest(cache);
    }
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

const keep = async (cache, file) => (await cache.match(file)) ?? cache.add(file);

async function forgetOldest(cache) {
  const files = (await cache.keys()).filter(({ url }) => url.includes('/assets/'));
  for (const file of files.slice(0, Math.max(0, files.length - mostFiles))) await cache.delete(file);
}
