/**
 * Whether this device is told of news while the page is closed: the browser's push service has an address for it, which
 * the server keeps as long as the session lives that gave it. What is told carries no text of ours (sw.js).
 */
import { effect, signal } from '../../vendor.js';
import { put, remove } from '../core/api.js';
import { session } from '../core/session.js';
import { forget, PREFIX, recall, remember } from '../core/storage.js';
import { account, userId } from './account.js';

/** Which customer is told on this device, and the id of its address: `{user, id}`. */
const STORE = 'told';
const READY_MS = 10_000; // a worker that does not start would let the page wait for ever

/** @typedef {'unsupported' | 'install' | 'blocked' | 'off' | 'working' | 'on' | 'failed' | 'full'} Telling */

/** 'install': iOS tells the installed app alone. 'failed', 'full': it is off, and what was tried did not succeed. */
export const telling = signal(/** @type {Telling} */ (atRest()));

/** @returns {Telling} */
function atRest() {
  if (/** @type {any} */ (navigator).standalone === false) return 'install';
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const isOn = Notification.permission === 'granted' && recall(STORE) && recall(STORE).user === (userId.peek() ?? recall('last_user'));
  return isOn ? 'on' : 'off';
}

/** Within a tap: browsers ask for permission in no other moment. */
export async function turnOn() {
  telling.value = 'working';
  try {
    if ((await Notification.requestPermission()) !== 'granted') {
      telling.value = atRest();
      return;
    }
    await subscribe();
    telling.value = 'on';
  } catch (problem) {
    await fail(problem);
  }
}

/** The address ends in the browser also when the server does not answer: then its pushes arrive nowhere. */
export async function turnOff() {
  telling.value = 'working';
  const { id } = recall(STORE, {});
  try {
    if (id) await remove(`/push-subscriptions/${id}`).catch(() => {});
    await leave();
    telling.value = 'off';
  } catch {
    telling.value = 'failed';
  }
}

/** Give the server the address again: after a load, and when this session was replaced. The browser may have another by now. */
export async function keep() {
  if (atRest() !== 'on') return;
  try {
    await subscribe();
  } catch (problem) {
    if (problem.status >= 400 && problem.status < 500) await fail(problem); // without a network it stays as it was
  }
}

/** @param {{code?: string}} problem */
async function fail({ code }) {
  await leave().catch(() => {});
  telling.value = code === 'too_many_subscriptions' ? 'full' : 'failed';
}

/** From now on this device follows its session. */
export function follow() {
  effect(() => {
    if (session.value === 'in' && account.state.value.value) keep();
    else if (session.value === 'out' && recall(STORE)) leave().catch(() => {});
  });
  addEventListener('storage', ({ key }) => {
    if (key === PREFIX + STORE && telling.value !== 'working') telling.value = atRest();
  });
}

async function subscribe() {
  const { push_public_key, user } = /** @type {import('../types.d.ts').Account} */ (account.state.peek().value);
  const key = push_public_key ?? '';
  const manager = await pushManager();
  let subscription = await manager.getSubscription();
  if (subscription && !isFor(subscription, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const id = await idOf(subscription.endpoint);
  await put(`/push-subscriptions/${id}`, { endpoint: subscription.endpoint });
  remember(STORE, { user: user.id, id });
}

async function leave() {
  forget(STORE);
  telling.value = atRest();
  await (await (await pushManager()).getSubscription())?.unsubscribe();
}

async function pushManager() {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no worker')), READY_MS));
  return (await Promise.race([navigator.serviceWorker.ready, late])).pushManager;
}

/** @type {(subscription: PushSubscription, key: string) => boolean} */
function isFor({ options: { applicationServerKey: held } }, key) {
  return held !== null && String(new Uint8Array(held)) === String(bytesOf(key));
}

/**
 * The same address has the same id, so that no device is told twice.
 *
 * @param {string} endpoint
 */
async function idOf(endpoint) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} key in base64url */
function bytesOf(key) {
  return Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}
