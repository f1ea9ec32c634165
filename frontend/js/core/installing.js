/** The site as an app: its service worker, and the browser's offer to install it. */
import { signal } from '../../vendor.js';

const WORKER = '/sw.js';
const FILE = /\.(js|css|svg|png|webmanifest)$/;

/** True while the browser would install the site on a tap. */
export const installable = signal(false);
/**
 * The browser's event, which is in no standard library yet.
 * @typedef {Event & {prompt: () => Promise<void>}} Offer
 */

/** @type {Offer | null} */
let offer = null;

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = /** @type {Offer} */ (event);
  installable.value = true;
});

addEventListener('appinstalled', () => {
  installable.value = false;
});

export async function install() {
  const asked = offer;
  offer = null;
  installable.value = false;
  await asked?.prompt();
}

/** Register after everything else has loaded, so that the worker does not slow down the first visit. */
export function keepShellOffline() {
  if (!('serviceWorker' in navigator)) return;
  addEventListener('load', async () => {
    try {
      await navigator.serviceWorker.register(workerAddress());
      const { active } = await navigator.serviceWorker.ready;
      // Also those that are on their way now, which neither it sees nor a list of those that came.
      new PerformanceObserver((list) => {
        const files = list.getEntries().map((entry) => entry.name).filter((name) => FILE.test(name));
        if (files.length > 0) active?.postMessage({ keep: files });
      }).observe({ type: 'resource', buffered: true });
    } catch {
      // Without the worker the site works while there is a network.
    }
  });
}

/** The one Trusted Types policy, which allows only this script URL. */
function workerAddress() {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return WORKER;
  return trustedTypes.createPolicy('app-sw', { createScriptURL: () => WORKER }).createScriptURL('');
}
