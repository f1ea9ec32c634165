/**
 * The socket in place of polls. It is `off` while nothing is waited for, `opening`, `live` once the server has said "joined",
 * and `polling` whenever it is of no use. Losing a push loses only time: questions at a few moments find what was missed
 * (questions.js), and a socket that missed something is closed.
 */
import { effect, untracked } from '../../vendor.js';
import { isLive, listening, liveUrl, pass } from './pushes.js';
import { knowledgeOf, questionAt } from './questions.js';
import { accessToken, session, tokenEndsAt } from './session.js';
import { connect } from './socket.js';
import { askNow, inTouch, liveBy, resume } from './watch.js';
/** @import { Live } from './watch.js' */
/** @import { Known } from './questions.js' */

const JOINED_WITHIN_MS = 2000; // then the page polls; a slow network may still bring it
const GIVEN_UP_AFTER_MS = 10_000;
const LINGER_MS = 30_000; // the next order often follows
const GRACE_MS = 1000; // an answer may overtake its push
const FAILURES_FOR_MS = 5 * 60_000;
const MOST_FAILURES = 3; // as many of late, and a socket is not relied on
const MAX_PAUSE_MS = 60_000;
const JITTER = 0.2; // the end of a deployment must not bring all pages back in one second
const RENEWED_BEFORE_MS = 29_000; // core/session.js renews a token in its last half minute
const RENEWED_AGAIN_MS = 10_000;

let wanted = false;
/** @type {ReturnType<typeof connect> | null} */
let socket = null;
let joinedAt = 0; // since when the server pushes without a gap; 0 until it has said so
let hearsUntil = 0; // the end of the token it joined with: later its server may have forgotten it
let isLate = false;
/** @type {number[]} */
let failures = [];
/** @type {Map<string, Known>} */
const known = new Map();
/** The newest revisions that this socket pushed. @type {Map<string, number>} */
const pushed = new Map();
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map();

/** @type {(name: string, work: () => void, ms: number) => void} */
function inTime(name, work, ms) {
  never(name);
  timers.set(
    name,
    setTimeout(() => {
      timers.delete(name);
      work();
    }, ms),
  );
}

/** @param {string[]} names */
function never(...names) {
  for (const name of names) {
    clearTimeout(timers.get(name));
    timers.delete(name);
  }
}

/** @returns {'off' | 'opening' | 'live' | 'polling'} */
export function state() {
  if (!socket && !wanted) return 'off';
  if (!socket || isLate || failuresOfLate() >= MOST_FAILURES) return 'polling';
  return joinedAt > 0 ? 'live' : failuresOfLate() > 0 ? 'polling' : 'opening';
}

function failuresOfLate() {
  failures = failures.filter((at) => Date.now() - at < FAILURES_FOR_MS);
  return failures.length;
}

/** The state may have changed. */
function turn() {
  isLive.value = state() === 'live';
  resume();
}

function open() {
  never('retry');
  const url = liveUrl.peek();
  if (socket || url === null) return;
  joinedAt = 0;
  hearsUntil = 0;
  pushed.clear();
  expectJoined();
  try {
    socket = connect(url, { onFrame: hear, onBroken: fail });
  } catch {
    fail(); // it is no address of a socket
  }
}

function expectJoined() {
  inTime('late', late, JOINED_WITHIN_MS);
  inTime('silent', fail, GIVEN_UP_AFTER_MS);
}

function late() {
  isLate = true;
  turn();
}

/** The socket is of no use: poll at once, and try another one later. */
function fail() {
  if (listening.peek() === 0) return end();
  failures.push(Date.now());
  close();
  turn();
  const pauseMs = Math.min(1000 * 2 ** (failuresOfLate() - 1), MAX_PAUSE_MS);
  inTime('retry', open, pauseMs * (1 + JITTER * (2 * Math.random() - 1)));
}

function close() {
  never('late', 'silent', 'retry', 'doubt', 'renew');
  isLate = false;
  socket?.close();
  socket = null;
}

/** Nobody waits any more, or the session has ended. */
function end() {
  never('linger');
  wanted = false;
  close();
  isLive.value = false;
}

/** @param {import('./socket.js').Frame} frame */
function hear(frame) {
  inTouch();
  if (frame.kind === 'joined') return joined();
  const { id, revision } = frame.verification ?? frame;
  if (id && revision) pushed.set(id, Math.max(revision, pushed.get(id) ?? 0));
  pass(frame);
  if (!frame.verification && id && revision) askAbout(id, revision);
  else if (state() === 'live') resume();
}

/**
 * A change was pushed without its document, which is too long for a frame.
 *
 * @type {(id: string, revision: number) => void}
 */
function askAbout(id, revision) {
  const before = known.get(id);
  if (before && before.revision >= revision) return;
  if (before) known.set(id, { ...before, heardAt: 0 }); // a question that fails is asked again
  askNow();
}

function joined() {
  never('late', 'silent');
  isLate = false;
  if (Date.now() >= hearsUntil) joinedAt = Date.now();
  hearsUntil = tokenEndsAt.peek();
  renewInTime();
  turn();
}

/** The server forgets a socket soon after its token's end. A hidden page renews it too. */
function renewInTime() {
  inTime('renew', renew, Math.max(RENEWED_AGAIN_MS, tokenEndsAt.peek() - RENEWED_BEFORE_MS - Date.now()));
}

function renew() {
  accessToken().catch(() => socket && inTime('renew', renew, RENEWED_AGAIN_MS));
}

/** Join again: with a new token, or to learn whether the socket has outlived a change of network. */
function rejoin() {
  if (!socket || joinedAt === 0) return;
  expectJoined();
  socket.join();
}

/** @type {Live['pauseMs']} */
function pauseMs(ids) {
  follow(); // the wish may be of this very moment
  const now = state();
  if (now === 'opening') return null;
  if (now !== 'live') return undefined;
  const moments = ids.map((id) => questionAt(known.get(id), joinedAt));
  if (moments.includes(undefined)) return undefined;
  const next = Math.min(...moments.map((at) => at ?? Infinity));
  return next === Infinity ? null : Math.max(0, next - Date.now());
}

/** @type {Live['note']} */
function note(verifications) {
  for (const each of verifications) {
    const before = known.get(each.id);
    const now = knowledgeOf(each, before, Date.now());
    const isOld = before ? before.revision >= each.revision : now.over; // a history is nothing to wait for
    if (!isOld) known.set(each.id, now);
  }
}

/** @type {Live['answered']} */
function answered(verifications, askedAt) {
  /** @type {import('../types.d.ts').Verification[]} */
  const missed = [];
  for (const each of verifications) {
    const before = known.get(each.id);
    if (before && before.revision > each.revision) continue;
    const now = knowledgeOf(each, before, askedAt);
    if (before && before.heardAt >= joinedAt && before.seen !== now.seen) missed.push(each);
    known.set(each.id, now);
  }
  if (state() !== 'live' || missed.length === 0) return;
  inTime('doubt', () => missed.some(({ id, revision }) => (pushed.get(id) ?? 0) < revision) && fail(), GRACE_MS);
}

liveBy({ pauseMs, note, answered });

/** Open and close as the page wants to hear, and may. */
function follow() {
  const isWanted = listening.peek() > 0;
  if (session.peek() !== 'in' || liveUrl.peek() === null) end();
  else if (isWanted) {
    never('linger');
    if (!wanted) {
      wanted = true;
      open();
    }
  } else if (wanted && !timers.has('linger')) inTime('linger', end, LINGER_MS);
}

for (const each of [listening, session, liveUrl]) each.subscribe(() => untracked(follow));

effect(() => {
  if (tokenEndsAt.value > 0) untracked(rejoin);
});

addEventListener('online', () => {
  if (socket) rejoin();
  else if (wanted) open();
});
