/**
 * Top-ups that are not paid yet, as Paystack said when it was last asked. The page asks again for each that it shows:
 * the word that the server keeps may be hours old.
 */
import { computed, effect, signal } from '../../vendor.js';
import { get, post, query } from '../core/api.js';
import { onPush, wantPushes } from '../core/pushes.js';
import { recall, remember } from '../core/storage.js';
import { verifyDeposit } from './deposits.js';
import { wallet } from './wallet.js';
/** @import { Deposit } from '../types.d.ts' */

const KEPT = 'open_deposits';
const HIDDEN = 'hidden_deposits';
const KEEP_HIDDEN = 50;
const MOST_SHOWN = 3;
const SHOWN_FOR_MS = 96 * 3_600_000; // as long as the server asks Paystack by itself

/**
 * The newest open top-ups, and those that ended while they were shown, so that nothing moves under a thumb. What this device
 * knew last stands there until the server answers; null when it knew nothing.
 */
export const openDeposits = signal(/** @type {Deposit[] | null} */ (null));

/** @param {Deposit} deposit */
const isShown = ({ id, status, created_at: at }) =>
  status === 'pending' && Date.now() - Date.parse(at) < SHOWN_FOR_MS && !recall(HIDDEN, []).includes(id);

/** @param {Deposit[]} deposits */
function show(deposits) {
  const before = new Set(openDeposits.peek()?.map(({ id }) => id));
  const ended = (/** @type {Deposit} */ each) => each.status !== 'pending' && before.has(each.id) && !recall(HIDDEN, []).includes(each.id);
  openDeposits.value = deposits.filter((each) => isShown(each) || ended(each)).slice(0, MOST_SHOWN);
  remember(KEPT, openDeposits.value.filter(isShown));
}

/** The screen is left: what has ended was told. */
export function forgetEnded() {
  if (openDeposits.peek()) openDeposits.value = (openDeposits.peek() ?? []).filter(isShown);
}

/** Show what this device knew last, before the first drawing. */
export function showKnown() {
  const known = recall(KEPT);
  if (known && !openDeposits.peek()) show(known);
}

/**
 * Show the open top-ups, then ask Paystack about each. A failure leaves what is shown.
 *
 * @param {(credited: Deposit) => void} onCredited
 */
export async function openThem(onCredited) {
  try {
    show((await get(`/deposits${query({ limit: 20 })}`)).deposits);
    await Promise.all((openDeposits.value ?? []).map(async (each) => askAbout(each, onCredited)));
  } catch {
    openDeposits.value ??= [];
  }
}

/**
 * Make the server ask Paystack about one of them. @throws Problem
 *
 * @param {Deposit} deposit
 * @param {(credited: Deposit) => void} onCredited
 */
export async function askAbout(deposit, onCredited) {
  if (take(await verifyDeposit(deposit.id), onCredited)) await wallet.reload();
}

/**
 * Take what is pushed about those shown, and want to hear while one of them is open. @returns a function that ends it.
 *
 * @param {(credited: Deposit) => void} onCredited
 */
export function hearAboutThem(onCredited) {
  const isOpen = computed(() => openDeposits.value?.some(({ status }) => status === 'pending') ?? false);
  const enough = effect(() => (isOpen.value ? wantPushes() : undefined));
  const stop = onPush(({ deposit, wallet: told }) => {
    if (deposit && take(deposit, onCredited) && !told) wallet.reload();
  });
  return () => {
    enough();
    stop();
  };
}

/**
 * Show what became of one, and tell once that it was credited. What has ended stays so, whatever an older answer says.
 *
 * @param {Deposit} told
 * @param {(credited: Deposit) => void} onCredited
 * @returns whether this was the first word of its money
 */
function take(told, onCredited) {
  if (openDeposits.peek()?.find(({ id }) => id === told.id)?.status !== 'pending') return false;
  put(told);
  if (told.status !== 'credited') return false;
  onCredited(told);
  return true;
}

/**
 * Put one away. A payment that comes all the same is credited. @throws Problem
 *
 * @param {Deposit} deposit
 */
export async function cancelDeposit(deposit) {
  put((await post(`/deposits/${encodeURIComponent(deposit.id)}/cancel`)).deposit);
}

/**
 * Do not show one on this device any more.
 *
 * @param {string} id
 */
export function hideDeposit(id) {
  remember(HIDDEN, [...recall(HIDDEN, []), id].slice(-KEEP_HIDDEN));
  show(openDeposits.value ?? []);
}

/** @param {Deposit} told */
const put = (told) => show((openDeposits.peek() ?? []).map((each) => (each.id === told.id ? told : each)));
