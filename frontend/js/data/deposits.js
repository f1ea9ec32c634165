/**
 * Top-ups. The browser only starts one and later asks whether it was credited; it never claims so itself.
 * The id of a deposit is stored by its reference, since Paystack returns only the reference.
 */
import { computed, signal } from '../../vendor.js';
import { get, post, query } from '../core/api.js';
import { Problem } from '../core/problem.js';
import { forget, recall, remember } from '../core/storage.js';
import { tap } from '../core/taps.js';
import { account } from './account.js';

/** @typedef {import('../types.d.ts').Deposit} Deposit */

export const PRESETS_MINOR = [1_000_00, 2_000_00, 5_000_00, 10_000_00];

const USUAL_BOUNDS = { deposit_min_minor: 500_00, deposit_max_minor: 500_000_00 };

/** The smallest and the largest top-up of this customer, from the server; the usual ones until it answers. */
export const bounds = computed(() => {
  const limits = { ...USUAL_BOUNDS, ...account.state.value.value?.limits };
  return { least: limits.deposit_min_minor, most: limits.deposit_max_minor };
});

/** A top-up whose payment page the customer never reached, because the answer was lost before a reload. */
export const readyToPay = signal(/** @type {Deposit | null} */ (null));

const KEPT = 'deposits';
const KEEP_LAST = 20;

/**
 * @param {number} amountMinor
 * @param {string} owner
 * @returns {Promise<Deposit>} with the address of the payment page. Charges nothing by itself.
 */
export async function startDeposit(amountMinor, owner) {
  const { deposit } = await tap('deposit', '/deposits', { amount_minor: amountMinor }, owner);
  noteDeposit(deposit);
  return deposit;
}

/** @param {Deposit} deposit */
export function noteDeposit(deposit) {
  const kept = Object.entries(recall(KEPT, {})).slice(-KEEP_LAST);
  remember(KEPT, { ...Object.fromEntries(kept), [deposit.reference]: deposit.id });
}

/**
 * Go to the payment page. Refuses an address that is not a web page. @throws Problem when there is none yet.
 *
 * @param {Deposit} deposit
 */
export function goToPayment(deposit) {
  if (!deposit.authorization_url) throw new Problem({ code: 'payment_provider_unavailable', status: 503 });
  const target = new URL(deposit.authorization_url);
  if (!['https:', 'http:'].includes(target.protocol)) throw new TypeError('not a payment page');
  location.assign(target.href);
}

/**
 * The deposit with this reference, found by the kept id or, on another browser, in the customer's list.
 *
 * @param {string} reference
 * @returns {Promise<Deposit | null>}
 */
export async function findDeposit(reference) {
  const id = recall(KEPT, {})[reference];
  if (id) return (await get(`/deposits/${encodeURIComponent(id)}`)).deposit;
  const { deposits } = await get(`/deposits${query({ limit: 100 })}`);
  return deposits.find((/** @type {Deposit} */ each) => each.reference === reference) ?? null;
}

/** @type {(id: string) => Promise<Deposit>} */
export const askDeposit = async (id) => (await get(`/deposits/${encodeURIComponent(id)}`)).deposit;

/**
 * Make the server ask Paystack now. Safe to repeat.
 *
 * @type {(id: string) => Promise<Deposit>}
 */
export const verifyDeposit = async (id) => (await post(`/deposits/${encodeURIComponent(id)}/verify`)).deposit;

export const forgetDeposits = () => forget(KEPT);
