/** Every verification this page knows, kept fresh while one is open, and the moment a code arrives. */
import { computed, effect, signal } from '../../vendor.js';
import { get, post, query } from '../core/api.js';
import { tap } from '../core/taps.js';
import { watch } from '../core/watch.js';
import { wallet } from './wallet.js';

/**
 * @typedef {import('../types.d.ts').Verification} Verification
 * @typedef {import('../types.d.ts').Order} Order
 */

const known = signal(/** @type {Map<string, Verification>} */ (new Map()));
/** Whether the server has said which are open: until then an empty list means unknown. */
export const openAsked = signal(false);
/** @type {Set<(verification: Verification) => void>} */
const closedListeners = new Set();

/** @param {Pick<Verification, 'state'>} verification */
export const isOpen = (verification) => verification.state === 'requesting' || verification.state === 'waiting';
/**
 * Ended without a code, so it was refunded.
 *
 * @param {Pick<Verification, 'state'>} verification
 */
export const isRefunded = (verification) => ['cancelled', 'expired', 'failed'].includes(verification.state);

export const openOnes = computed(() =>
  [...known.value.values()].filter(isOpen).sort((a, b) => b.created_at.localeCompare(a.created_at)),
);

/** @param {string} id */
export const verificationById = (id) => known.value.get(id) ?? null;

/**
 * Call back once for each verification that ends, with or without a code, while the page is open.
 *
 * @param {(verification: Verification) => void} listener
 */
export const onClosed = (listener) => closedListeners.add(listener);

/**
 * Call back once for each verification whose code arrives while the page is open.
 *
 * @param {(verification: Verification) => void} listener
 */
export const onArrival = (listener) => onClosed((each) => each.state === 'received' && listener(each));

/**
 * Store what the server said. A change of state means that money moved, so the wallet is reloaded.
 *
 * @param {Verification[]} verifications
 */
export function keep(verifications) {
  const before = known.value;
  known.value = new Map([...before, ...verifications.map((each) => /** @type {const} */ ([each.id, each]))]);
  const closed = verifications.filter((each) => {
    const earlier = before.get(each.id);
    return earlier && isOpen(earlier) && !isOpen(each);
  });
  if (closed.length > 0) wallet.reload();
  for (const each of closed) {
    for (const listener of closedListeners) listener(each);
  }
}

/** @type {(order: Order, owner: string) => Promise<Verification>} */
export async function buy(order, owner) {
  return bought((await tap('verification', '/verifications', order, owner)).verification);
}

/**
 * Order the same again; the server cancels and refunds the old one first.
 *
 * @param {string} id
 * @param {string} owner
 */
export async function tryAgain(id, owner) {
  return bought((await tap('retry', `/verifications/${encodeURIComponent(id)}/retry`, undefined, owner)).verification);
}

/** @param {Verification} verification */
export function bought(verification) {
  keep([verification]);
  wallet.reload();
  return verification;
}

/** @param {string} id */
export async function cancel(id) {
  const { verification } = await post(`/verifications/${encodeURIComponent(id)}/cancel`);
  keep([verification]);
  return verification;
}

/** @param {string} id */
export async function fetchOne(id) {
  const { verification } = await get(`/verifications/${encodeURIComponent(id)}`);
  keep([verification]);
  return verification;
}

export async function fetchOpen() {
  const { verifications } = await get(`/verifications${query({ state: 'open', limit: 100 })}`);
  keep(verifications);
  openAsked.value = true;
}

export function forgetVerifications() {
  openAsked.value = false;
  known.value = new Map();
}

const openIds = computed(() => openOnes.value.map((each) => each.id).sort().join(','));
effect(() => (openIds.value === '' ? undefined : watch(openIds.value.split(','), keep)));

const NAMED_AT_ONCE = 100;

/**
 * Fetch unknown verifications, to show their names; if that fails, they stay without names.
 *
 * @param {string[]} ids
 */
export async function fetchNamed(ids) {
  const unknown = [...new Set(ids)].filter((id) => !known.value.has(id)).slice(0, NAMED_AT_ONCE);
  if (unknown.length === 0) return;
  try {
    keep((await get(`/verifications${query({ ids: unknown.join(','), limit: unknown.length })}`)).verifications);
  } catch {
    // The statement is complete without the names.
  }
}
