/** Top-ups. The browser only starts one and later asks whether it was credited; it never claims so itself. */
import { computed } from '../../vendor.js';
import { get, post, query } from '../core/api.js';
import { Problem } from '../core/problem.js';
import { onPush } from '../core/pushes.js';
import { tap } from '../core/taps.js';
import { account } from './account.js';
import { noteDeposit, startedHere } from './started-deposits.js';

/** @typedef {import('../types.d.ts').Deposit} Deposit */

export const PRESETS_MINOR = [2_000_00, 5_000_00, 10_000_00, 20_000_00];

const USUAL_BOUNDS = { deposit_min_minor: 1_000_00, deposit_max_minor: 500_000_00 };

/** The smallest and the largest top-up of this customer, from the server; the usual ones until it answers. */
export const bounds = computed(() => {
  const limits = { ...USUAL_BOUNDS, ...account.state.value.value?.limits };
  return { least: limits.deposit_min_minor, most: limits.deposit_max_minor };
});

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

/** Where customers pay, until the server has said it. */
const USUAL_CHECKOUT = 'https://checkout.paystack.com';

/**
 * Go to the payment page. @throws Problem when there is none yet, or when it is not the provider's: whoever changed the
 * address could ask for a card there.
 *
 * @param {Deposit} deposit
 */
export function goToPayment(deposit) {
  if (!deposit.authorization_url) throw new Problem({ code: 'payment_provider_unavailable', status: 503 });
  const target = new URL(deposit.authorization_url);
  const checkout = new URL(account.state.value.value?.checkout_url ?? USUAL_CHECKOUT);
  if (target.origin !== checkout.origin) throw new Problem({ code: 'checkout_elsewhere' });
  location.assign(target.href);
}

/**
 * The deposit with this reference, found by the kept id or, on another browser, in the customer's list.
 *
 * @param {string} reference
 * @returns {Promise<Deposit | null>}
 */
export async function findDeposit(reference) {
  const id = startedHere(reference);
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

/**
 * Wait for news of a deposit: the next push about it, or null when none came in time.
 *
 * @param {string} id
 * @param {number} forMs
 * @returns {Promise<import('../core/pushes.js').Pushed | null>}
 */
export function newsOf(id, forMs) {
  return new Promise((resolve) => {
    const done = (/** @type {import('../core/pushes.js').Pushed | null} */ pushed) => {
      clearTimeout(timer);
      stop();
      resolve(pushed);
    };
    const timer = setTimeout(done, forMs, null);
    const stop = onPush((pushed) => pushed.deposit?.id === id && done(pushed));
  });
}
