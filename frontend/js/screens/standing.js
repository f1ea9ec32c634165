/** What the account may do now, what is missing for more, and why purchases are paused. */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { t } from '../texts/index.js';
import { wait } from '../texts/sentence.js';
import { Notice } from '../ui/notice.js';
/** @import { Account, NextLevel } from '../types.d.ts' */

const MS = 1_000;

/** @param {{account: Account}} props */
export function Standing({ account: { next_level: next, purchases } }) {
  return html`${purchases?.paused && html`<${Notice} kind="warn"><p>${t(`paused.${purchases.paused}`)}</p><//>`}
    ${purchases?.withheld_texts > 0 &&
    !purchases.paused &&
    html`<${Notice} kind="warn"><p>${t('withheldSoFar', { count: purchases.withheld_texts, most: purchases.withheld_texts_pause_at })}</p><//>`}
    ${next && html`<p class="field-hint">${missingFor(next)}</p>`}`;
}

/**
 * "₦1,800 more and 5 hours until 10 numbers at once."
 *
 * @param {NextLevel} next
 */
export function missingFor({ missing_minor: minor, currency, not_before: notBefore, open_verifications: count }) {
  const left = notBefore ? Math.ceil((Date.parse(notBefore) - Date.now()) / MS) : 0;
  const missing = money(minor, currency);
  if (minor > 0 && left > 0) return t('nextLevel.both', { missing, wait: wait(left), count });
  if (minor > 0) return t('nextLevel.sum', { missing, count });
  return left > 0 ? t('nextLevel.time', { wait: wait(left), count }) : t('nextLevel.soon', { count });
}
