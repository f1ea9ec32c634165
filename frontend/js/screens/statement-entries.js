/** The rows of the statement, named after their service once it is known. */
import { html, useEffect } from '../../vendor.js';
import { dateTime, money, signedMoney } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { fetchNamed, verificationById } from '../data/verifications.js';
import { t } from '../texts/index.js';

/** @param {{entries: import('../types.d.ts').Entry[]}} props */
export function Entries({ entries }) {
  const ids = entries.flatMap((entry) => entry.verification_id ?? []);
  useEffect(() => {
    fetchNamed(ids);
  }, [ids.join()]);
  return html`<ul class="rows card">
    ${entries.map((entry) => html`<${Entry} key=${entry.id} entry=${entry} />`)}
  </ul>`;
}

/** @param {import('../types.d.ts').Entry} entry */
function titleOf(entry) {
  const verification = entry.verification_id && verificationById(entry.verification_id);
  if (!verification) return t(`entry.${entry.kind}`);
  const service = serviceLabel(verification.service);
  return entry.kind === 'refund' ? t('entryRefundOf', { service }) : t('entryPurchaseOf', { service });
}

/** @param {{entry: import('../types.d.ts').Entry}} props */
function Entry({ entry }) {
  const body = html`<span class="row-main">
      <b>${titleOf(entry)}</b>
      <span class="row-sub">${dateTime(entry.created_at)}</span>
    </span>
    <span class="row-end">
      <b class=${entry.amount_minor > 0 ? 'money-in' : ''}>${signedMoney(entry.amount_minor, entry.currency)}</b>
      <span class="row-sub">${t('entryAfter', { amount: money(entry.balance_after_minor, entry.currency) })}</span>
    </span>`;
  return html`<li class="row-item">
    ${entry.verification_id ? html`<a href=${`/v/${entry.verification_id}`}>${body}</a>` : html`<div>${body}</div>`}
  </li>`;
}
