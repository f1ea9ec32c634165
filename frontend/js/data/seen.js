/** Which codes were seen on this device: opened, copied, or in front for ten seconds. A later code makes its number new again. */
import { signal } from '../../vendor.js';
import { forget, recall, remember } from '../core/storage.js';
/** @import { Verification } from '../types.d.ts' */

const STORE = 'seen';
const KEPT = 50;

const seen = signal(/** @type {string[]} */ (recall(STORE, [])));

/** @param {Verification} verification */
const mark = ({ id, codes }) => `${id}.${codes?.length}`;

/** @param {Verification} verification */
export const isSeen = (verification) => seen.value.includes(mark(verification));

/** @param {Verification} verification */
export function see(verification) {
  if (isSeen(verification)) return;
  seen.value = [mark(verification), ...seen.value].slice(0, KEPT);
  remember(STORE, seen.value);
}

export function forgetSeen() {
  seen.value = [];
  forget(STORE);
}
