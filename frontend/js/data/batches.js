/**
 * Several numbers for one service at once. All or nothing in money, one by one in numbers. The members are
 * verifications like all others, so the one poll that follows those follows these too.
 */
import { computed, signal } from '../../vendor.js';
import { get, post } from '../core/api.js';
import { forget, recall, remember } from '../core/storage.js';
import { tap } from '../core/taps.js';
import { isOpen, keep, verificationById } from './verifications.js';
import { wallet } from './wallet.js';

export const LEAST = 2;
export const MOST = 10;

const KEPT = 'batch';

/** `{id, owner, ids}` of the batch on show, or null. Kept over a reload until the customer puts it away. */
export const batch = signal(null);

export const batchMembers = computed(() => (batch.value?.ids ?? []).map(verificationById).filter(Boolean));

/** How far it is: `{received, open, all}`. */
export const batchProgress = computed(() => ({
  all: batch.value?.ids.length ?? 0,
  open: batchMembers.value.filter(isOpen).length,
  received: batchMembers.value.filter((each) => each.state === 'received').length,
}));

export async function buyBatch(order, quantity, owner) {
  const answer = await tap('batch', '/verification-batches', { ...order, quantity }, owner);
  showBatch(answer.batch, owner);
}

export function showBatch(answer, owner) {
  batch.value = { id: answer.id, owner, ids: answer.verifications.map((each) => each.id) };
  remember(KEPT, { id: answer.id, owner });
  keep(answer.verifications);
  wallet.reload();
}

/** After a reload: fetch the batch that was on show. One that cannot be found is put away. */
export async function reopenBatch(owner) {
  const kept = recall(KEPT);
  if (kept?.owner !== owner) return;
  try {
    const answer = await get(`/verification-batches/${encodeURIComponent(kept.id)}`);
    batch.value = { id: kept.id, owner, ids: answer.batch.verifications.map((each) => each.id) };
    keep(answer.batch.verifications);
  } catch (problem) {
    if (problem.status === 404) putAway();
  }
}

/** Give up those without a code. Those that have one stay, and stay paid. */
export async function cancelRest() {
  const answer = await post(`/verification-batches/${encodeURIComponent(batch.value.id)}/cancel`);
  keep(answer.batch.verifications);
  wallet.reload();
}

export function putAway() {
  closeBatch();
  forget(KEPT);
}

/** Show it no more, but remember it for the next sign-in. */
export function closeBatch() {
  batch.value = null;
}
