/** Every movement of the wallet, newest first, each with the balance after it. */
import { html, useEffect } from '../../vendor.js';
import { dateTime, money, signedMoney } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { fetchNamed, verificationById } from '../data/verifications.js';
import { statement } from '../data/wallet.js';
import { entryTexts, t } from '../texts.js';
import { Empty, Loaded } from '../ui/loaded.js';
import { ShowMore } from '../ui/show-more.js';

export function Statement() {
  useEffect(() => {
    statement.reload();
  }, []);
  return html`<section aria-labelledby="statement">
    <h2 id="statement">${t.statementTitle}</h2>
    <${Loaded} state=${statement.state.value} failed=${t.statementFailed} onRetry=${statement.reload} rows=${5}>
      ${(list) =>
        list.items.length === 0
          ? html`<${Empty} title=${t.statementEmpty} text=${t.statementEmptyText} />`
          : html`<${Entries} entries=${list.items} /><${ShowMore} list=${statement} />`}
    <//>
  </section>`;
}

function Entries({ entries }) {
  const ids = entries.map((entry) => entry.verification_id).filter(Boolean);
  useEffect(() => {
    fetchNamed(ids);
  }, [ids.join()]);
  return html`<ul class="rows card">
    ${entries.map((entry) => html`<${Entry} key=${entry.id} entry=${entry} />`)}
  </ul>`;
}

/** What an entry was for: its kind, with the service's name once it is known. */
function titleOf(entry) {
  const verification = entry.verification_id && verificationById(entry.verification_id);
  if (!verification) return entryTexts[entry.kind] ?? entry.kind;
  const service = serviceLabel(verification.service);
  return entry.kind === 'refund' ? t.entryRefundOf(service) : t.entryPurchaseOf(service);
}

function Entry({ entry }) {
  const body = html`<span class="row-main">
      <b>${titleOf(entry)}</b>
      <span class="row-sub">${dateTime(entry.created_at)}</span>
    </span>
    <span class="row-end">
      <b class=${entry.amount_minor > 0 ? 'money-in' : ''}>${signedMoney(entry.amount_minor)}</b>
      <span class="row-sub">${t.entryAfter(money(entry.balance_after_minor))}</span>
    </span>`;
  return html`<li class="row-item">
    ${entry.verification_id ? html`<a href=${`/v/${entry.verification_id}`}>${body}</a>` : html`<div>${body}</div>`}
  </li>`;
}
