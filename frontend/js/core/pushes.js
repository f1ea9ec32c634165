/**
 * What the server pushes, who listens, and who wants to hear. The socket itself (core/live.js) loads later: without it these
 * listeners hear nothing, and core/watch.js polls.
 */
import { signal } from '../../vendor.js';

/**
 * @typedef {object} Pushed
 * @property {import('../types.d.ts').Verification} [verification] as GET would answer it
 * @property {import('../types.d.ts').Deposit} [deposit] as GET would answer it
 * @property {import('../types.d.ts').WalletNow} [wallet] with what moved money
 */

/**
 * Where the socket opens, from the account; null where there is none.
 *
 * @type {import('../../vendor.js').Signal<string | null>}
 */
export const liveUrl = signal(null);
/** How many want to hear: an order under way, verifications watched, a payment waited for. */
export const listening = signal(0);
/** True while every change is pushed. */
export const isLive = signal(false);

/** @type {Set<(pushed: Pushed) => void>} */
const listeners = new Set();

/** Want to hear, until the returned function is called. */
export function wantPushes() {
  listening.value = listening.peek() + 1;
  let ended = false;
  return () => {
    if (!ended) listening.value = listening.peek() - 1;
    ended = true;
  };
}

/**
 * Call back with each push, until the returned function is called.
 *
 * @param {(pushed: Pushed) => void} listener
 */
export function onPush(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** @param {Pushed} pushed */
export function pass(pushed) {
  for (const listener of [...listeners]) listener(pushed);
}
