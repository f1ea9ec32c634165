/**
 * Requests that move money, one idempotency key per tap.
 *
 * The key and body are kept until the server has answered, so a lost answer, a reload or a dead battery never buys
 * twice: the same tap is sent again under the same key. After a reload an order that was tapped offline, or more than half
 * a minute before, is not sent by itself: a number bought by surprise is worse than a question. It is asked about for a day.
 */
import { signal } from '../../vendor.js';
import { post } from './api.js';
import { newId } from './ids.js';
import { wantPushes } from './pushes.js';
import { PREFIX, recall, remember } from './storage.js';

const STORE = 'taps';
const FRESH_MS = 10 * 60_000;
const SENT_BY_ITSELF_MS = 30_000;
const ASKED_ABOUT_MS = 24 * 3_600_000;
const PAUSES_MS = [800, 2500]; // two silent repeats bridge a cell hand-over; then the customer is asked

/** @typedef {{key: string, purpose: string, path: string, body?: object, owner: string, at: number, toldOff?: boolean, offline?: boolean}} Tap */

/** @type {Tap[]} */
let taps = recall(STORE, []);
/**
 * Orders from before the reload of which we do not know whether they reached the server.
 *
 * @type {import('../../vendor.js').Signal<Tap[]>}
 */
export const doubtful = signal([]);
/** @type {Map<string, Promise<any>>} */
const underWay = new Map();

/**
 * Send one money request. It reuses the key of an identical unanswered one, and joins one that is in flight.
 *
 * @param {string} purpose
 * @param {string} path
 * @param {object | undefined} body
 * @param {string} owner id of the customer, so that keys never cross accounts on a shared phone.
 */
export function tap(purpose, path, body, owner) {
  const tapped = findUnanswered(path, body, owner) ?? keep({ key: newId(), purpose, path, body, owner, at: Date.now(), offline: !navigator.onLine });
  return deliver(tapped);
}

/**
 * Repeat what this customer tapped just before the reload; orders in doubt are put into `doubtful`.
 *
 * @param {string} owner
 * @param {(purpose: string, answer: any) => void} answered
 */
export async function resendUnanswered(owner, answered) {
  const mine = taps.filter((each) => each.owner === owner);
  for (const old of mine.filter((each) => !isFresh(each) && !isDoubtful(each))) drop(old);
  doubtful.value = mine.filter(isDoubtful);
  for (const tapped of mine.filter((each) => isFresh(each) && !isDoubtful(each) && !each.toldOff)) {
    try {
      answered(tapped.purpose, await deliver(tapped));
    } catch {
      // Unanswered or refused: a refusal cost nothing, an unanswered one stays for the next reload.
    }
  }
}

/**
 * Send an order in doubt after all, under its key: if it had arrived, the answer is the same and nothing is bought twice.
 *
 * @param {Tap} tapped
 */
export const sendNow = (tapped) => deliver(tapped);

/** @type {(tapped: Tap) => Promise<any>} */
function deliver(tapped) {
  const joined = underWay.get(tapped.key) ?? insist(tapped).finally(() => underWay.delete(tapped.key));
  underWay.set(tapped.key, joined);
  return joined;
}

/**
 * An order opens the socket that will bring its number; a top-up leaves this page.
 *
 * @param {Tap} tapped
 */
function insist(tapped) {
  return tapped.purpose === 'deposit' ? repeat(tapped) : repeat(tapped).finally(wantPushes());
}

/** @param {Tap} tapped */
async function repeat(tapped) {
  for (let round = 0; ; round += 1) {
    try {
      const answer = await post(tapped.path, tapped.body, { 'Idempotency-Key': tapped.key });
      drop(tapped);
      return answer;
    } catch (problem) {
      if (!problem.uncertain) drop(tapped);
      // The server said "not now": another tap repeats the request under this key, a reload does not.
      if (problem.status >= 500) tellOff(tapped);
      if (!problem.uncertain || round >= PAUSES_MS.length) throw problem;
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[round]));
    }
  }
}

/** @type {(path: string, body: object | undefined, owner: string) => Tap | undefined} */
function findUnanswered(path, body, owner) {
  const wanted = JSON.stringify(body);
  return taps.find((each) => isFresh(each) && each.path === path && each.owner === owner && JSON.stringify(each.body) === wanted);
}

/** @param {Tap} tapped */
const isFresh = (tapped) => Date.now() - tapped.at <= FRESH_MS;

/** @param {Tap} tapped */
function isDoubtful({ purpose, at, offline, toldOff }) {
  const age = Date.now() - at;
  return purpose !== 'deposit' && !toldOff && age <= ASKED_ABOUT_MS && (offline || age > SENT_BY_ITSELF_MS);
}

/**
 * Whether a change of the storage means that a tap of another tab was answered: it has bought or paid.
 *
 * @type {(key: string | null, before: string | null, after: string | null) => boolean}
 */
export const isAnsweredTap = (key, before, after) => key === `${PREFIX}${STORE}` && Number(after?.length) < Number(before?.length);

/** @type {() => Tap[]} */
const stored = () => recall(STORE, taps);

/**
 * Another tab may have written since, so read before writing.
 *
 * @param {Tap} tapped
 */
function keep(tapped) {
  taps = [...stored(), tapped];
  remember(STORE, taps);
  return tapped;
}

/** @param {Tap} tapped */
function tellOff(tapped) {
  taps = stored().map((each) => (each.key === tapped.key ? { ...each, toldOff: true } : each));
  remember(STORE, taps);
}

/**
 * It was answered, or the customer forgets it.
 *
 * @param {Tap} tapped
 */
export function drop(tapped) {
  const others = (/** @type {Tap} */ each) => each.key !== tapped.key;
  doubtful.value = doubtful.peek().filter(others);
  taps = stored().filter(others);
  remember(STORE, taps);
}
