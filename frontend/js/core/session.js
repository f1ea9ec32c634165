/**
 * Who is signed in. The access token is only in this module's memory; the refresh cookie belongs to the browser and is
 * never visible here. A replayed cookie ends every session of the family, so only one refresh may run at a time,
 * in this tab (one promise) and across tabs (one lock).
 */
import { signal } from '../../vendor.js';
import { send } from './http.js';
import { Problem } from './problem.js';
import { renewOnce } from './renewing.js';
import { forget, recall, remember } from './storage.js';

/**
 * 'in' or 'out'. If this browser was signed in last time, it is 'unknown' until the server answers, and
 * 'unreachable' if the network failed.
 */
export const session = signal(/** @type {'unknown' | 'unreachable' | 'in' | 'out'} */ ('unknown'));

const COOKIE_ROUTE = { 'X-Requested-With': 'callbox' };
// Renewed this long before it expires, so that a slow request does not arrive with an expired token.
const RENEW_BEFORE_MS = 30_000;
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('callbox') : null;

/** @type {string | null} */
let token = null;
/** When the token ends, by this device's clock: it changes with each new token. */
export const tokenEndsAt = signal(0);
/** @type {Promise<boolean> | null} */
let refreshing = null;

/** Restore the session at page load. A browser that never signed in sends no request, since it would fail. */
export async function openSession() {
  if (!recall('signed_in', false)) {
    session.value = 'out';
    return;
  }
  try {
    await refresh();
  } catch {
    session.value = 'unreachable';
  }
}

/** @returns {Promise<boolean>} false when the session has ended. @throws Problem when the network failed. */
export function refresh() {
  refreshing ??= underLock(exchangeCookie).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/**
 * The token to send, renewed when it is about to expire; null when signed out. Waits for a renewal in flight, as
 * at page load. @throws Problem when the renewal ended the session or failed.
 */
export async function accessToken() {
  const endsSoon = token && Date.now() > tokenEndsAt.peek() - RENEW_BEFORE_MS;
  if ((refreshing || endsSoon) && !(await refresh())) throw new Problem({ code: 'session_revoked', status: 401 });
  return token;
}

/** @type {(email: string, password: string, code?: string, headers?: Record<string, string>) => Promise<void>} */
export async function signIn(email, password, code, headers) {
  hold(await send('POST', '/sessions', { body: { email, password, code }, headers }));
}

/** @type {(token: string, code?: string) => Promise<void>} */
export async function signInByLink(token, code) {
  hold(await send('POST', '/sessions/link', { body: { token, code } }));
}

/** Take the session that the server has just begun here, by a cookie, as after a password set with a mailed link. */
export async function resume() {
  remember('signed_in', true);
  await refresh();
}

/** Set another password. The session goes on under a new token. @type {(password: string, next: string, code?: string) => Promise<void>} */
export async function changePassword(password, next, code) {
  const attempt = async () => {
    const headers = { Authorization: `Bearer ${await accessToken()}` };
    hold(await send('PUT', '/me/password', { body: { password, new_password: next, code }, headers }));
  };
  try {
    await attempt();
  } catch (problem) {
    // As after a change whose answer was lost: go on in the new session, or sign in with the new password.
    if (problem.code !== 'session_revoked' || !(await refresh())) throw problem;
    await attempt();
  }
}

/** End the session on the server, then here. The page is signed out even if the server cannot be reached. */
export async function signOut() {
  const headers = { ...COOKIE_ROUTE, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  try {
    await send('DELETE', '/sessions/current', { headers, keepalive: true });
  } finally {
    letGo();
    tabs?.postMessage('signed-out');
  }
}

async function exchangeCookie() {
  try {
    // keepalive: leaving the page must not lose the new cookie, since the old one is now invalid.
    hold(await renewOnce(() => send('POST', '/sessions/refresh', { headers: COOKIE_ROUTE, keepalive: true })));
    return true;
  } catch (problem) {
    if (problem.status !== 401 && problem.status !== 403) throw problem;
    letGo();
    return false;
  }
}

/**
 * @template Result
 * @param {() => Promise<Result>} work
 */
function underLock(work) {
  return navigator.locks ? navigator.locks.request('callbox-refresh', work) : work();
}

/** @param {{access_token: string, expires_in: number}} answer */
function hold(answer) {
  token = answer.access_token;
  remember('signed_in', true);
  session.value = 'in';
  tokenEndsAt.value = Date.now() + answer.expires_in * 1000;
}

function letGo() {
  token = null;
  forget('signed_in');
  session.value = 'out';
}

tabs?.addEventListener('message', (event) => {
  if (event.data === 'signed-out') letGo();
});
