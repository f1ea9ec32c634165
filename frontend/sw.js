/**
 * The offline shell: the page and its files, for when there is no network. It never stores answers of the API: they
 * are about money and codes, and an old answer would be wrong.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const CACHE = 'callbox-shell';
const SHELL = '/app.html';
// As the edge decides (infra/site.yaml). `/` may also be the landing page: then it is not kept.
const APP = /^\/((wallet|history|settings|sign-in|sign-up|forgot-password|reset-password|verify-email|link|v)(\/.*)?)?$/;
const MOST = 300; // files kept, more than the source form has; the oldest, which belong to older releases, are deleted first

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(new Request(SHELL, { cache: 'no-cache' }))));
  worker.skipWaiting();
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});

// The first page loaded before this worker was active, so it sends the names of its files.
worker.addEventListener('message', (event) => {
  const files = (event.data?.keep ?? []).filter((/** @type {string} */ address) => isShellFile(new URL(address)));
  event.waitUntil(keepFiles(files));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && isScreen(address)) event.respondWith(networkFirst(request, SHELL));
  else if (isShellFile(address)) event.respondWith(isImmutable(address) ? cacheFirst(request) : networkFirst(request, request));
});

// A push carries no text: the page knows more as soon as it opens. The words are here because no file may be at hand.
const NEWS = { title: 'Callbox', body: 'News from Callbox. Tap to see it.', tag: 'callbox' };
// Safari, and every browser of iOS, takes the permission back from who shows nothing.
const MUST_SHOW = /AppleWebKit/.test(navigator.userAgent) && !/Chrome|Chromium/.test(navigator.userAgent);

worker.addEventListener('push', (event) => {
  event.waitUntil(showNews());
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

async function showNews() {
  const isInFront = (await appPages()).some((page) => page.visibilityState === 'visible'); // it says so itself
  if (isInFront && !MUST_SHOW) return;
  const { title, ...more } = NEWS;
  const shown = { ...more, renotify: true, icon: '/icons/callbox-192.png', badge: '/icons/callbox-192.png' };
  await worker.registration.showNotification(title, /** @type {NotificationOptions} */ (shown));
}

async function openApp() {
  const [page] = await appPages();
  if (page) await page.focus();
  else await worker.clients.openWindow('/');
}

async function appPages() {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.filter((page) => isScreen(new URL(page.url)));
}

/**
 * Files and public pages are not the shell.
 *
 * @param {URL} address
 */
function isScreen(address) {
  return isOurs(address) && APP.test(address.pathname);
}

/** @param {URL} address */
function isOurs(address) {
  return address.origin === worker.location.origin && !address.pathname.startsWith('/api/');
}

/** @param {URL} address */
function isShellFile(address) {
  return isOurs(address) && /\.(js|css|svg|png|webmanifest)$/.test(address.pathname) && !['/sw.js', '/work.js'].includes(address.pathname);
}

/**
 * Released files carry their release in the path and never change.
 *
 * @param {URL} address
 */
function isImmutable(address) {
  return address.pathname.startsWith('/a/');
}

/** @type {(request: Request, keptAs: RequestInfo) => Promise<Response>} */
async function networkFirst(request, keptAs) {
  try {
    const answer = await fetch(request);
    if (answer.ok && (keptAs !== SHELL || (await isShell(answer.clone())))) await keep(keptAs, answer.clone());
    return answer;
  } catch (unreachable) {
    const kept = await caches.match(keptAs);
    if (kept) return kept;
    throw unreachable;
  }
}

/** @param {Response} answer */
async function isShell(answer) {
  return (await answer.text()).includes('<div id="app">');
}

/** @param {Request} request */
async function cacheFirst(request) {
  return (await caches.match(request)) ?? networkFirst(request, request);
}

/** @type {(keptAs: RequestInfo, answer: Response) => Promise<void>} */
async function keep(keptAs, answer) {
  const cache = await caches.open(CACHE);
  await cache.put(keptAs, answer);
}

/** @param {string[]} files */
async function keepFiles(files) {
  const cache = await caches.open(CACHE);
  for (const file of files) {
    if (!(await cache.match(file))) await cache.add(file).catch(() => {});
  }
  const kept = (await cache.keys()).filter((request) => new URL(request.url).pathname !== SHELL);
  for (const request of kept.slice(0, Math.max(0, kept.length - MOST))) await cache.delete(request);
}
