/**
 * Who is signed in. The access token lives in this module's memory only; the refresh cookie is the browser's and
 * never visible here. A replayed cookie ends every session of the family, so only one refresh may run at a time,
 * in this tab (one promise) and across tabs (one lock).
 */
import { signal } from '../../vendor.js';
import { send } from './http.js';
import { Problem } from './problem.js';
import { renewOnce } from './renewing.js';
import { forget, recall, remember } from './storage.js';

/**
 * 'in' or 'out'. Where this browser was signed in last time it is 'unknown' until the server has answered, and
 * 'unreachable' when the network kept us from asking.
 */
export const session = signal(/** @type {'unknown' | 'unreachable' | 'in' | 'out'} */ ('unknown'));

const COOKIE_ROUTE = { 'X-Requested-With': 'callbox' };
// Renewed this long before its end, so that a request under way on a slow network does not meet a dead token.
const RENEW_BEFORE_MS = 30_000;
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('callbox') : null;

/** @type {string | null} */
let token = null;
let tokenEndsAt = 0;
/** @type {Promise<boolean> | null} */
let refreshing = null;

/** Find out at page load. A browser that never signed in is not asked about: it saves a request that must fail. */
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

/** @returns {Promise<boolean>} false when there is no session any more. @throws Problem when the network failed. */
export function refresh() {
  refreshing ??= underLock(exchangeCookie).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/**
 * The token to send, renewed when it is about to end; null when signed out. Waits for a renewal that is under way, as
 * at page load. @throws Problem when that ended the session, or nobody could say.
 */
export async function accessToken() {
  const endsSoon = token && Date.now() > tokenEndsAt - RENEW_BEFORE_MS;
  if ((refreshing || endsSoon) && !(await refresh())) throw new Problem({ code: 'session_revoked', status: 401 });
  return token;
}

/** @type {(email: string, password: string, code?: string) => Promise<void>} */
export async function signIn(email, password, code) {
  hold(await send('POST', '/sessions', { body: { email, password, code } }));
}

/** Ends the session on the server, then here. Signed out here even when the server cannot be reached. */
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
    // keepalive: leaving the page must not lose the new cookie, for the old one is worthless from now on.
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
  tokenEndsAt = Date.now() + answer.expires_in * 1000;
  remember('signed_in', true);
  session.value = 'in';
}

function letGo() {
  token = null;
  forget('signed_in');
  session.value = 'out';
}

tabs?.addEventListener('message', (event) => {
  if (event.data === 'signed-out') letGo();
});
