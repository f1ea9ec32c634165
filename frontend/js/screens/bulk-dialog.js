/** Several numbers at once: first the total against the balance, then a row for each. Closing cancels nothing. */
import { html, useState } from '../../vendor.js';
import { copyText } from '../core/clipboard.js';
import { download, toCsv } from '../core/csv.js';
import { money, numberParts } from '../core/format.js';
import { account, whoTaps } from '../data/account.js';
import { batch, batchMembers, batchProgress, buyBatch, cancelRest, LEAST, MOST, putAway } from '../data/batches.js';
import { serviceLabel } from '../data/services.js';
import { wallet } from '../data/wallet.js';
import { walletFor } from '../data/wanted-order.js';
import { t } from '../texts/index.js';
import { showToast } from '../ui/announce.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNotice } from '../ui/notice.js';
import { StatePill } from '../ui/state-pill.js';
/** @import { Order, Verification } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const CSV_COLUMNS = ['service', 'number', 'code', 'state', 'price'];

/**
 * @param {object} props
 * @param {Order} props.order what to order, or null to show only the current batch
 * @param {number} props.price
 * @param {() => void} props.onClose
 */
export default function BulkDialog({ order, price, onClose }) {
  const running = batch.value !== null;
  return html`<${Dialog} title=${running ? t('bulkProgressTitle') : t('bulkTitle')} onClose=${onClose}>
    ${running ? html`<${Progress} onClose=${onClose} />` : html`<${Ask} order=${order} price=${price} />`}
  <//>`;
}

/** @param {{order: Order, price: number}} props */
function Ask({ order, price }) {
  const most = Math.max(LEAST, Math.min(MOST, account.state.value.value?.limits?.open_verifications ?? MOST));
  const [quantity, setQuantity] = useState(Math.min(3, most));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const newPrice = problem?.code === 'price_changed' ? problem.facts.price_minor : null;
  const each = newPrice ?? price;
  const total = each * quantity;
  const { value } = wallet.state.value;
  const missing = value ? total - value.balance_minor : 0;

  async function confirm() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await buyBatch({ ...order, max_price_minor: each }, quantity, await whoTaps());
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  }

  const { service, area_codes: areaCodes, carriers } = order;
  /** @param {number} by */
  const step = (by) => setQuantity(Math.min(most, Math.max(LEAST, quantity + by)));
  return html`<p>${t('bulkLead', { service: serviceLabel(service) })}</p>
    <div class="stepper" role="group" aria-label=${t('bulkQuantity')}>
      <button type="button" class="button" aria-label=${t('bulkFewer')} disabled=${quantity <= LEAST} onClick=${() => step(-1)}>−</button>
      <output class="stepper-value" aria-live="polite">${quantity}</output>
      <button type="button" class="button" aria-label=${t('bulkMore')} disabled=${quantity >= most} onClick=${() => step(1)}>+</button>
    </div>
    <dl class="sums">
      <div><dt>${t('bulkTotal')}</dt><dd>${money(total)}</dd></div>
      ${value && html`<div><dt>${t('balance')}</dt><dd>${money(value.balance_minor)}</dd></div>`}
      ${value && missing <= 0 && html`<div><dt>${t('bulkAfter')}</dt><dd>${money(value.balance_minor - total)}</dd></div>`}
    </dl>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    ${missing > 0
      ? html`<p class="field-error">${t('shortBy', { missing: money(missing) })}</p>
          <a class="button primary wide" href=${walletFor({ service, areaCodes, carriers, quantity })}>${t('topUpFirst')}</a>`
      : html`<button type="button" class="button primary wide" aria-disabled=${busy ? 'true' : undefined} onClick=${confirm}>
          ${busy ? t('getBusy') : t('bulkConfirm', { quantity, total: money(total) })}
        </button>`}
    <p class="promise">${t('bulkPromise')}</p>`;
}

/** @param {{onClose: () => void}} props */
function Progress({ onClose }) {
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const { received, open, all } = batchProgress.value;
  const members = batchMembers.value;

  async function copyAll() {
    const codes = members.filter((each) => each.code);
    const copied = await copyText(codes.map((each) => `${each.number}\t${each.code}`).join('\n'));
    showToast(copied ? t('copied') : t('copyBlocked'), copied ? 'good' : 'plain');
  }
  function saveCsv() {
    const rows = members.map((each) => [serviceLabel(each.service), each.number, each.code, each.state, each.price_minor / 100]);
    download('callbox-numbers.csv', toCsv([CSV_COLUMNS.map((name) => t(`bulkColumn.${name}`)), ...rows]));
  }
  function putAwayAndClose() {
    putAway();
    onClose();
  }

  return html`<p class="bulk-count" role="status">${t('bulkCount', { received, all })}</p>
    <table class="bulk-table">
      <thead class="unseen"><tr><th scope="col">${t('bulkColumn.number')}</th><th scope="col">${t('bulkColumn.code')}</th></tr></thead>
      <tbody>${members.map((each) => html`<${Row} key=${each.id} verification=${each} />`)}</tbody>
    </table>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    <div class="row">
      <button type="button" class="button small" disabled=${received === 0} onClick=${copyAll}>${t('bulkCopyAll')}</button>
      <button type="button" class="button small" onClick=${saveCsv}>${t('saveCsv')}</button>
      ${open > 0 &&
      html`<button type="button" class="button small" onClick=${() => cancelRest().then(() => setProblem(null), setProblem)}>${t('bulkCancelRest')}</button>`}
      ${open === 0 && html`<button type="button" class="button small primary" onClick=${putAwayAndClose}>${t('bulkDone')}</button>`}
    </div>
    ${open > 0 && html`<p class="promise">${t('bulkCloseNote')}</p>`}`;
}

/** @param {{verification: Verification}} props */
function Row({ verification: { id, number, code, state } }) {
  return html`<tr>
    <td><a href=${`/v/${id}`}>${number ? numberParts(number).join(' ') : t('numberComing')}</a></td>
    <td>${code ? html`<b class="bulk-code">${code}</b>` : html`<${StatePill} state=${state} />`}</td>
  </tr>`;
}
