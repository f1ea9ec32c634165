/**
 * Live updates of verifications, for callers that only see `watch(ids, callback)`. A socket pushes them (core/live.js); while
 * there is none, this polls the server, as often as `next_poll_ms` says, with one request for all watched verifications.
 */
import { signal } from '../../vendor.js';
import { get, query } from './api.js';
import { wantPushes } from './pushes.js';

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

/**
 * What core/live.js decides once it is loaded.
 *
 * @typedef {object} Live
 * @property {(ids: string[]) => number | null | undefined} pauseMs until the next question; null: no question, undefined: poll
 * @property {(verifications: Verification[]) => void} note something was heard, by any way
 * @property {(verifications: Verification[], askedAt: number) => void} answered a question was answered
 */

/** @type {Live | null} */
let live = null;
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
  const enough = wantPushes();
  resume();
  return () => {
    watchers.delete(watcher);
    enough();
    if (watchers.size === 0) rest();
  };
}

/** Ask at once: the page is visible again, the network is back, or there is a new watcher. */
export function askNow() {
  if (watchers.size === 0) return;
  rest();
  ask();
}

/** Wait for the next question as the socket's state asks for it; without a socket, poll at once. */
export function resume() {
  const pauseMs = live?.pauseMs(watchedIds());
  if (pauseMs === undefined) askNow();
  else plan(pauseMs);
}

/** @param {Live} driver */
export function liveBy(driver) {
  live = driver;
}

/**
 * The page heard this, by any way.
 *
 * @param {Verification[]} verifications
 */
export const note = (verifications) => live?.note(verifications);

/** A push came: the server is in touch. */
export function inTouch() {
  failures = 0;
  outOfTouch.value = false;
}

const watchedIds = () => [...new Set([...watchers].flatMap((watcher) => [...watcher.ids]))];

async function ask() {
  askedMeanwhile = asking;
  if (asking) return;
  asking = true;
  const ids = watchedIds();
  const askedAt = Date.now();
  try {
    const { verifications } = await get(`/verifications${query({ ids: ids.join(','), limit: Math.min(ids.length, 100) })}`);
    inTouch();
    live?.answered(verifications, askedAt);
    tell(verifications);
    const pauseMs = live?.pauseMs(watchedIds());
    plan(pauseMs === undefined ? nextPause(verifications) : pauseMs);
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
  return aboutMs(Math.max(Math.min(...pauses), document.hidden ? hiddenMs : MIN_PAUSE_MS));
}

/** @param {import('./problem.js').Problem} problem */
function pauseAfter(problem) {
  if (problem.status === 401) return null;
  const asked = (problem.facts?.retry_after_s ?? 0) * 1000;
  return aboutMs(Math.min(Math.max(asked, 1000 * 2 ** Math.min(failures, 5)), MAX_PAUSE_MS));
}

/** @param {number} ms */
const aboutMs = (ms) => ms * (1 + JITTER * (2 * Math.random() - 1));

/** @param {number | null} pauseMs null to ask no more */
function plan(pauseMs) {
  rest();
  if (pauseMs !== null && watchers.size > 0) timer = setTimeout(ask, pauseMs);
}

function rest() {
  clearTimeout(timer);
}

addEventListener('online', askNow);
addEventListener('pageshow', askNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) askNow();
});
