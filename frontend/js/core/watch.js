/**
 * Live updates of verifications. Today this polls the server, as often as `next_poll_ms` says, with one
 * request for all watched verifications; callers only see `watch(ids, callback)`, so a socket can replace it.
 */
import { signal } from '../../vendor.js';
import { get, query } from './api.js';

/** True while polls fail: what is on the screen may be old. */
export const outOfTouch = signal(false);

const MIN_PAUSE_MS = 400; // never poll more often, whatever the server says
const HIDDEN_PAUSE_MS = 6000; // a hidden page cannot copy or show a code; it only keeps its title fresh
const HIDDEN_LISTENING_MS = 30_000; // its code has come; another is shown when the page is looked at again
const MAX_PAUSE_MS = 30_000;
const JITTER = 0.1;

/**
 * @typedef {import('../types.d.ts').Verification} Verification
 * @typedef {{ids: Set<string>, callback: (verifications: Verification[]) => void}} Watcher
 */

/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let asking = false;
let askedMeanwhile = false;
let failures = 0;

/**
 * Call back with the watched verifications after each answer, until the returned function is called.
 *
 * @param {string[]} ids
 * @param {Watcher['callback']} callback
 */
export function watch(ids, callback) {
  const watcher = { ids: new Set(ids), callback };
  watchers.add(watcher);
  askNow();
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) rest();
  };
}

/** Poll at once: the page is visible again, the network is back, or there is a new watcher. */
export function askNow() {
  if (watchers.size === 0) return;
  rest();
  ask();
}

async function ask() {
  askedMeanwhile = asking;
  if (asking) return;
  asking = true;
  const ids = [...new Set([...watchers].flatMap((watcher) => [...watcher.ids]))];
  try {
    const { verifications } = await get(`/verifications${query({ ids: ids.join(','), limit: Math.min(ids.length, 100) })}`);
    failures = 0;
    outOfTouch.value = false;
    tell(verifications);
    plan(nextPause(verifications));
  } catch (problem) {
    failures += 1;
    outOfTouch.value = failures > 1;
    plan(pauseAfter(problem));
  } finally {
    asking = false;
    if (askedMeanwhile) askNow();
  }
}

/** @param {Verification[]} verifications */
function tell(verifications) {
  for (const watcher of [...watchers]) {
    const mine = verifications.filter((each) => watcher.ids.has(each.id));
    if (mine.length > 0) watcher.callback(mine);
  }
}

/** @param {Verification[]} verifications */
function nextPause(verifications) {
  const pauses = verifications.flatMap((each) => (each.next_poll_ms === null ? [] : [each.next_poll_ms]));
  if (pauses.length === 0) return null;
  const hiddenMs = verifications.every((each) => each.state === 'received') ? HIDDEN_LISTENING_MS : HIDDEN_PAUSE_MS;
  return Math.max(Math.min(...pauses), document.hidden ? hiddenMs : MIN_PAUSE_MS);
}

/** @param {import('./problem.js').Problem} problem */
function pauseAfter(problem) {
  if (problem.status === 401) return null;
  const asked = (problem.facts?.retry_after_s ?? 0) * 1000;
  return Math.min(Math.max(asked, 1000 * 2 ** Math.min(failures, 5)), MAX_PAUSE_MS);
}

/** @param {number | null} pauseMs null to stop polling */
function plan(pauseMs) {
  rest();
  if (pauseMs === null || watchers.size === 0) return;
  timer = setTimeout(ask, pauseMs * (1 + JITTER * (2 * Math.random() - 1)));
}

function rest() {
  clearTimeout(timer);
}

addEventListener('online', askNow);
addEventListener('pageshow', askNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) askNow();
});
