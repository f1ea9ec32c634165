/** What happens to the money of an open number, and when. */
import { money, timeOfDay } from '../core/format.js';
import { t } from '../texts/index.js';
/** @import { Verification } from '../types.d.ts' */

/** @param {Verification} verification */
export function heldLine({ price_minor: minor, currency, ends_at: endsAt, messages }) {
  const price = money(minor, currency);
  const held = messages.length > 0 ? 'heldForMessage' : 'heldUntil';
  return endsAt ? t(held, { price, time: timeOfDay(endsAt) }) : t('held', { price });
}
