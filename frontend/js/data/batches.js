/**
 * Several numbers for one service at once. The payment is all or nothing; each number ends by itself. The members are
 * verifications like all others, so the same poll follows them.
 */
import { computed, signal } from '../../vendor.js';
import { get, post } from '../core/api.js';
import { forget, recall, remember } from '../core/storage.js';
import { tap } from '../core/taps.js';
import { isOpen, keep, verificationById } from './verifications.js';
import { moneyMoved } from './wallet.js';
/** @import { Batch, WalletNow } from '../types.d.ts' */

export const LEAST = 2;
export const MOST = 10;

const KEPT = 'batch';

/** `{id, owner, ids}` of the shown batch, or null. Kept over a reload until the customer dismisses it. */
export const batch = signal(/** @type {{id: string, owner: string, ids: string[]} | null} */ (null));

export const batchMembers = computed(() => (batch.value?.ids ?? []).map(verificationById).filter((each) => each !== null));

/** Its progress: `{received, open, all}`. */
export const batchProgress = computed(() => ({
  all: batch.value?.ids.length ?? 0,
  open: batchMembers.value.filter(isOpen).length,
  received: batchMembers.value.filter((each) => each.state === 'received').length,
}));

/** @type {(order: import('../types.d.ts').Order, quantity: number, owner: string) => Promise<void>} */
export async function buyBatch(order, quantity, owner) {
  const answer = await tap('batch', '/verification-batches', { ...order, quantity }, owner);
  showBatch(answer, owner);
}

/** @type {(answer: {batch: Batch, wallet?: WalletNow}, owner: string) => void} */
export function showBatch({ batch: bought, wallet }, owner) {
  take(bought, owner);
  remember(KEPT, { id: bought.id, owner });
  moneyMoved(wallet);
}

/** @type {(answer: Batch, owner: string) => void} */
function take({ id, verifications }, owner) {
  batch.value = { id, owner, ids: verifications.map((each) => each.id) };
  keep(verifications);
}

/**
 * After a reload: fetch the shown batch. Dismiss one that cannot be found.
 *
 * @param {string} owner
 */
export async function reopenBatch(owner) {
  const kept = recall(KEPT);
  if (kept?.owner !== owner) return;
  try {
    const answer = await get(`/verification-batches/${encodeURIComponent(kept.id)}`);
    take(answer.batch, owner);
  } catch (problem) {
    if (problem.status === 404) putAway();
  }
}

/** Cancel those without a code. Those with a code stay, and stay paid. */
export async function cancelRest() {
  if (!batch.value) return;
  const answer = await post(`/verification-batches/${encodeURIComponent(batch.value.id)}/cancel`);
  keep(answer.batch.verifications);
  moneyMoved(answer.wallet);
}

export function putAway() {
  closeBatch();
  forget(KEPT);
}

/** Hide it, but keep it for the next sign-in. */
export function closeBatch() {
  batch.value = null;
}
