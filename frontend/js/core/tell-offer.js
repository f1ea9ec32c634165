/** The offer to tell this device of codes: made once in this browser, after the second code that came while the page was hidden. */
import { signal } from '../../vendor.js';
import { recall, remember } from './storage.js';

const ASKED = 'tell_offered';
const HIDDEN = 'came_hidden';
const ENOUGH = 2;

/** Whether the offer is on the screen, until it is declined or accepted. */
export const isOffered = signal(false);

/** By a switch, by installing the app first (iOS), or not at all. */
export function wayToTell() {
  if (/** @type {any} */ (navigator).standalone === false) return 'install';
  const isPossible = 'PushManager' in globalThis && 'Notification' in globalThis && Notification.permission === 'default';
  return isPossible ? 'tap' : null;
}

/**
 * A code came. Tabs share the count, and one code counts once.
 *
 * @param {string} mark of the code
 */
export function noteArrival(mark) {
  if (!document.hidden) return;
  const marks = recall(HIDDEN, []);
  if (marks.length < ENOUGH && !marks.includes(mark)) remember(HIDDEN, [...marks, mark]);
}

/** The customer is here: make the offer if it is due. */
export function offerToTell() {
  if (wayToTell() === null || recall(HIDDEN, []).length < ENOUGH || recall(ASKED, false)) return;
  remember(ASKED, true);
  isOffered.value = true;
}

export function endTellOffer() {
  isOffered.value = false;
}
