/** Every verification this page knows, kept fresh while one is open, and the moment a code arrives. */
import { computed, effect, signal } from '../../vendor.js';
import { get, patch, post, query } from '../core/api.js';
import { nowMs } from '../core/clock.js';
import { onPush } from '../core/pushes.js';
import { tap } from '../core/taps.js';
import { note, watch } from '../core/watch.js';
import { isSeen } from './seen.js';
import { moneyMoved } from './wallet.js';

/**
 * @typedef {import('../types.d.ts').Verification} Verification
 * @typedef {import('../types.d.ts').Order} Order
 * @typedef {import('../types.d.ts').WalletNow} WalletNow
 * @typedef {{verification: Verification, wallet?: WalletNow}} Bought
 */

const known = signal(/** @type {Map<string, Verification>} */ (new Map()));
/** Whether the server has said which are open: until then an empty list means unknown. */
export const openAsked = signal(false);
/** @type {Set<(verification: Verification) => void>} */
const closedListeners = new Set();
/** @type {Set<(verification: Verification) => void>} */
const arrivalListeners = new Set();
const RECENT_MS = 24 * 3_600_000;
const CARDS = 5;

/** @param {Pick<Verification, 'state'>} verification */
export const isOpen = (verification) => verification.state === 'requesting' || verification.state === 'waiting';
/**
 * Ended without a code, so it was refunded.
 *
 * @param {Pick<Verification, 'state'>} verification
 */
export const isRefunded = (verification) => ['cancelled', 'expired', 'failed'].includes(verification.state);

/**
 * The newest code: `code` stays the first one, whatever comes later.
 *
 * @param {Verification} verification
 */
export const newestCode = (verification) => verification.codes?.[0]?.code ?? verification.code;
/**
 * Its code came, and another may come.
 *
 * @param {Verification} verification
 */
export const isListening = (verification) => verification.state === 'received' && Boolean(verification.listening_until);

/** @param {(verification: Verification) => boolean} wanted */
const newestFirst = (wanted) => [...known.value.values()].filter(wanted).sort((a, b) => b.created_at.localeCompare(a.created_at));
/**
 * Which text says why the money came back.
 *
 * @param {Verification} verification
 */
export function whyRefunded({ state, reason, number }) {
  return state !== 'failed' ? state : reason === 'service_denied' ? 'withheld' : reason === 'area_code_unavailable' ? 'areaCode' : number ? 'failed' : 'noNumber';
}

export const openOnes = computed(() => newestFirst(isOpen));
export const recentOnes = computed(() => newestFirst((each) => isOpen(each) || Date.parse(each.ends_at ?? each.created_at) > nowMs() - RECENT_MS));
/** Those with a code that was not seen on this device yet. */
export const unseenOnes = computed(() => recentOnes.value.filter((each) => newestCode(each) && !isSeen(each)));
/** The first screen's: codes not seen yet, open numbers, other ends of the last day. */
export const yourOnes = computed(() => [...new Set([...unseenOnes.value, ...openOnes.value, ...recentOnes.value])].slice(0, CARDS));

/** @param {string} id */
export const verificationById = (id) => known.value.get(id) ?? null;

/**
 * Call back once for each verification that ends, with or without a code, while the page is open.
 *
 * @param {(verification: Verification) => void} listener
 */
export const onClosed = (listener) => closedListeners.add(listener);

/**
 * Call back once for each code that arrives while the page is open, and for an end that is paid without one.
 *
 * @param {(verification: Verification) => void} listener
 */
export const onArrival = (listener) => arrivalListeners.add(listener);

/**
 * Store what the server said, unless a newer revision is known: answers may come in any order, and a repeated order is
 * answered with its first state. The end of one means that money moved: without the wallet beside it, it is reloaded.
 *
 * @param {Verification[]} told
 * @param {WalletNow} [walletNow]
 */
export function keep(told, walletNow) {
  note(told);
  const before = known.value;
  const verifications = told.filter((each) => !((before.get(each.id)?.revision ?? 0) > each.revision));
  known.value = new Map([...before, ...verifications.map((each) => /** @type {const} */ ([each.id, each]))]);
  const closed = verifications.filter((each) => {
    const earlier = before.get(each.id);
    return earlier && isOpen(earlier) && !isOpen(each);
  });
  if (walletNow || closed.length > 0) moneyMoved(walletNow);
  const arrived = verifications.filter((each) => {
    const earlier = before.get(each.id);
    return earlier && each.state === 'received' && (closed.includes(each) || each.codes?.length > earlier.codes?.length);
  });
  for (const each of closed) {
    for (const listener of closedListeners) listener(each);
  }
  for (const each of arrived) {
    for (const listener of arrivalListeners) listener(each);
  }
}

/** @type {(order: Order, owner: string) => Promise<Verification>} */
export async function buy(order, owner) {
  return bought(await tap('verification', '/verifications', order, owner));
}

/**
 * Order the same again; the server cancels and refunds the old one first.
 *
 * @param {string} id
 * @param {string} owner
 */
export async function tryAgain(id, owner) {
  return bought(await tap('retry', `/verifications/${encodeURIComponent(id)}/retry`, undefined, owner));
}

/** @param {Bought} answer */
export function bought({ verification, wallet }) {
  keep([verification]);
  moneyMoved(wallet);
  return verification;
}

/** @param {string} id */
export async function cancel(id) {
  const { verification, wallet } = await post(`/verifications/${encodeURIComponent(id)}/cancel`);
  keep([verification], wallet);
  return verification;
}

/**
 * Wishes for another code whose answer was lost. A second one within the minute is refused: the first had arrived.
 *
 * @type {Set<string>}
 */
const unheard = new Set();

/**
 * Look for another code on a number whose first one came.
 *
 * @param {string} id
 */
export async function listen(id) {
  try {
    keep([(await post(`/verifications/${encodeURIComponent(id)}/listen`)).verification]);
    unheard.delete(id);
  } catch (problem) {
    const isUnderWay = problem.code === 'rate_limited' && unheard.has(id);
    if (problem.uncertain) unheard.add(id);
    if (!isUnderWay) throw problem;
  }
}

/** @type {(id: string, reference: string) => Promise<void>} */
export async function labelled(id, reference) {
  keep([(await patch(`/verifications/${encodeURIComponent(id)}`, { reference: reference || null })).verification]);
}

/** @param {string} id */
export async function fetchOne(id) {
  const { verification } = await get(`/verifications/${encodeURIComponent(id)}`);
  keep([verification]);
  return verification;
}

export async function fetchRecent() {
  const { verifications } = await get(`/verifications${query({ state: 'recent' })}`);
  keep(verifications);
  openAsked.value = true;
}

export function forgetVerifications() {
  openAsked.value = false;
  known.value = new Map();
}

const watchedIds = computed(() => newestFirst((each) => isOpen(each) || isListening(each)).map((each) => each.id).sort().join(','));
effect(() => (watchedIds.value === '' ? undefined : watch(watchedIds.value.split(','), (answered) => keep(answered))));

onPush(({ verification, wallet }) => verification && keep([verification], wallet));

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
