/** Where a new customer wanted to go, kept on this device until the address is confirmed: its link opens another page. */
import { safeReturn } from '../core/router.js';
import { forget, recall, remember } from '../core/storage.js';

const KEPT = 'begun';
const KEPT_FOR_MS = 24 * 3_600_000; // as long as the link works

/** @param {string} target */
export const keepBegun = (target) => void remember(KEPT, { target, at: Date.now() });

/** The path to go on with, `/` if there is none. */
export function begun() {
  const kept = recall(KEPT);
  return safeReturn(kept && Date.now() - kept.at < KEPT_FOR_MS ? kept.target : null);
}

export const forgetBegun = () => forget(KEPT);
