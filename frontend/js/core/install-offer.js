/** The offer to install the site as an app: made once in this browser, with the first code that comes where it can be done. */
import { signal } from '../../vendor.js';
import { installable } from './installing.js';
import { recall, remember } from './storage.js';

const STORE = 'install_offered';

/** What the offer was made with, until it is declined or accepted. */
const offeredWith = signal(/** @type {string | null} */ (null));

/** By a tap where the browser says so, by its menu on iOS, or not at all. */
const way = () => (installable.value ? 'tap' : /** @type {any} */ (navigator).standalone === false ? 'menu' : null);

/**
 * A code is on the screen: make the offer with it, unless it was made before.
 *
 * @param {string} id what it is made with
 */
export function offerInstall(id) {
  if (way() === null || recall(STORE, false)) return;
  remember(STORE, true);
  offeredWith.value = id;
}

/**
 * The way to install, if the offer is made with this.
 *
 * @param {string} id
 */
export const offered = (id) => (offeredWith.value === id ? way() : null);

export function endOffer() {
  offeredWith.value = null;
}
