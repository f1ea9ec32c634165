/** What this device keeps of top-ups that it started: their ids by reference, since Paystack returns only the reference. */
import { signal } from '../../vendor.js';
import { forget, recall, remember } from '../core/storage.js';

/** @typedef {import('../types.d.ts').Deposit} Deposit */

/** A top-up whose payment page the customer never reached, because the answer was lost before a reload. */
export const readyToPay = signal(/** @type {Deposit | null} */ (null));

const KEPT = 'deposits';
const KEEP_LAST = 20;

/** @param {Deposit} deposit */
export function noteDeposit(deposit) {
  const kept = Object.entries(recall(KEPT, {})).slice(-KEEP_LAST);
  remember(KEPT, { ...Object.fromEntries(kept), [deposit.reference]: deposit.id });
}

/** The id of the deposit with this reference, if it was started here. @type {(reference: string) => string | undefined} */
export const startedHere = (reference) => recall(KEPT, {})[reference];

export function forgetDeposits() {
  forget(KEPT);
  forget('open_deposits'); // data/open-deposits.js keeps them
}
