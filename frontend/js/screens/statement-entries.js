/** The rows of the statement, named after their service once it is known. */
import { html, useEffect } from '../../vendor.js';
import { dateTime, money, signedMoney } from '../core/format.js';
import { linesOf } from '../data/bought-together.js';
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
    ${linesOf(entries).map((line) => (line.length > 1 ? html`<${Together} key=${line[0].id} entries=${line} />` : html`<${Entry} key=${line[0].id} entry=${line[0]} />`))}
  </ul>`;
}

/** @param {import('../types.d.ts').Entry} entry */
export function titleOf(entry) {
  const verification = entry.verification_id && verificationById(entry.verification_id);
  if (!verification) return t(`entry.${entry.kind}`);
  const service = serviceLabel(verification.service);
  return entry.kind === 'refund' ? t('entryRefundOf', { service }) : t('entryPurchaseOf', { service });
}

/** Its number or its receipt. @param {import('../types.d.ts').Entry} entry */
const leadsTo = ({ verification_id: number, deposit_id: deposit }) => (number ? `/v/${number}` : deposit && `/wallet/receipts/${deposit}`);

/**
 * @param {string} title
 * @param {number} amount
 * @param {import('../types.d.ts').Entry} entry the newest
 */
const bodyOf = (title, amount, entry) => html`<span class="row-main">
    <b>${title}</b>
    <span class="row-sub">${dateTime(entry.created_at)}</span>
  </span>
  <span class="row-end">
    <b class=${amount > 0 ? 'money-in' : ''}>${signedMoney(amount, entry.currency)}</b>
    <span class="row-sub">${t('entryAfter', { amount: money(entry.balance_after_minor, entry.currency) })}</span>
  </span>`;

/**
 * The numbers of one batch, as one line that opens to them.
 *
 * @param {{entries: import('../types.d.ts').Entry[]}} props newest first
 */
function Together({ entries }) {
  const [newest] = entries;
  const verification = newest.verification_id && verificationById(newest.verification_id);
  const count = entries.length;
  const title = verification ? t('entryBatchOf', { count, service: serviceLabel(verification.service) }) : t('entryBatch', { count });
  return html`<li class="row-item">
    <details>
      <summary>${bodyOf(title, count * newest.amount_minor, newest)}</summary>
      <ul class="rows">
        ${entries.map((entry) => html`<${Entry} key=${entry.id} entry=${entry} />`)}
      </ul>
    </details>
  </li>`;
}

/** @param {{entry: import('../types.d.ts').Entry}} props */
function Entry({ entry }) {
  const body = bodyOf(titleOf(entry), entry.amount_minor, entry);
  return html`<li class="row-item">
    ${leadsTo(entry) ? html`<a href=${leadsTo(entry)}>${body}</a>` : html`<div>${body}</div>`}
  </li>`;
}
