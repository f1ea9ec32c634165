/** When to ask about a verification although a socket pushes its changes: a push may be lost, and a socket may be dead. */
import { nowMs } from './clock.js';
/** @import { Verification } from '../types.d.ts' */

const AFTER_MS = [30_000, 120_000, 360_000]; // 97 % of all codes come within 120 s of their number
const NUMBER_AFTER_MS = 10_000; // a number takes seconds
const AFTER_END_MS = 2000; // the server ends it by a timer

/**
 * What the page knows of one, and since when; moments by this device's clock. `seen` is what of it is on the screen.
 *
 * @typedef {{revision: number, seen: string, since: number, heardAt: number, requesting: boolean, endsAt: number | null, over: boolean}} Known
 */

/**
 * @param {Verification} verification
 * @param {Known | undefined} before
 * @param {number} heardAt
 * @returns {Known}
 */
export function knowledgeOf(verification, before, heardAt) {
  const { revision, state, number, codes, messages, ends_at: endsAt, listening_until: until } = verification;
  const seen = [state, number, codes?.length, messages?.length].join();
  const requesting = state === 'requesting';
  const isOpen = requesting || state === 'waiting';
  const end = Date.parse((isOpen ? endsAt : until) ?? '') - nowMs() + Date.now();
  const since = before?.seen === seen ? before.since : heardAt;
  return { revision, seen, since, heardAt, requesting, endsAt: Number.isNaN(end) ? null : end, over: !isOpen && !until };
}

/**
 * The moment of the next question; null when none is needed, undefined when it is as late as polls are for.
 *
 * @param {Known | undefined} known
 * @param {number} joinedAt what was heard before may have changed unheard
 */
export function questionAt(known, joinedAt) {
  if (!known || known.heardAt < joinedAt) return 0;
  if (known.over) return null;
  const { since, heardAt, endsAt } = known;
  const moments = [...(known.requesting ? [NUMBER_AFTER_MS] : []), ...AFTER_MS].map((after) => since + after);
  const still = (endsAt === null ? moments : [...moments.filter((at) => at < endsAt), endsAt + AFTER_END_MS]).filter((at) => at > heardAt);
  return still.length > 0 ? Math.min(...still) : undefined;
}
