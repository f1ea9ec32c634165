/** Several numbers at once: first the total against the balance, then a row for each. Closing cancels nothing. */
import { html, useState } from '../../vendor.js';
import { copyText } from '../core/clipboard.js';
import { download, toCsv } from '../core/csv.js';
import { money, numberParts } from '../core/format.js';
import { account, whoTaps } from '../data/account.js';
import { batch, batchMembers, batchProgress, buyBatch, cancelRest, LEAST, MOST, putAway } from '../data/batches.js';
import { serviceLabel } from '../data/services.js';
import { wallet } from '../data/wallet.js';
import { later } from '../later-texts.js';
import { t } from '../texts.js';
import { showToast } from '../ui/announce.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNotice } from '../ui/notice.js';
import { StatePill } from '../ui/state-pill.js';

/** @param props.order what to order, or null when only the batch under way is to be shown */
export default function BulkDialog({ order, price, onClose }) {
  const running = batch.value !== null;
  return html`<${Dialog} title=${running ? later.bulkProgressTitle : later.bulkTitle} onClose=${onClose}>
    ${running ? html`<${Progress} onClose=${onClose} />` : html`<${Ask} order=${order} price=${price} />`}
  <//>`;
}

function Ask({ order, price }) {
  const most = Math.max(LEAST, Math.min(MOST, account.state.value.value?.limits?.open_verifications ?? MOST));
  const [quantity, setQuantity] = useState(Math.min(3, most));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const total = price * quantity;
  const { value } = wallet.state.value;
  const missing = value ? total - value.balance_minor : 0;

  async function confirm() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await buyBatch(order, quantity, await whoTaps());
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
    }
  }

  const step = (by) => setQuantity(Math.min(most, Math.max(LEAST, quantity + by)));
  return html`<p>${later.bulkLead(serviceLabel(order.service))}</p>
    <div class="stepper" role="group" aria-label=${later.bulkQuantity}>
      <button type="button" class="button" aria-label=${later.bulkFewer} disabled=${quantity <= LEAST} onClick=${() => step(-1)}>−</button>
      <output class="stepper-value" aria-live="polite">${quantity}</output>
      <button type="button" class="button" aria-label=${later.bulkMore} disabled=${quantity >= most} onClick=${() => step(1)}>+</button>
    </div>
    <dl class="sums">
      <div><dt>${later.bulkTotal}</dt><dd>${money(total)}</dd></div>
      ${value && html`<div><dt>${t.balance}</dt><dd>${money(value.balance_minor)}</dd></div>`}
      ${value && missing <= 0 && html`<div><dt>${later.bulkAfter}</dt><dd>${money(value.balance_minor - total)}</dd></div>`}
    </dl>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    ${missing > 0
      ? html`<p class="field-error">${t.shortBy(money(missing))}</p>
          <a class="button primary wide" href="/wallet">${t.topUpFirst}</a>`
      : html`<button type="button" class="button primary wide" aria-disabled=${busy ? 'true' : undefined} onClick=${confirm}>
          ${busy ? t.getBusy : later.bulkConfirm(quantity, money(total))}
        </button>`}
    <p class="promise">${later.bulkPromise}</p>`;
}

function Progress({ onClose }) {
  const [problem, setProblem] = useState(null);
  const { received, open, all } = batchProgress.value;
  const members = batchMembers.value;

  async function copyAll() {
    const codes = members.filter((each) => each.code);
    const copied = await copyText(codes.map((each) => `${each.number}\t${each.code}`).join('\n'));
    showToast(copied ? t.copied : later.copyBlocked, copied ? 'good' : 'plain');
  }
  function saveCsv() {
    const rows = members.map((each) => [serviceLabel(each.service), each.number, each.code, each.state, each.price_minor / 100]);
    download('callbox-numbers.csv', toCsv([later.bulkCsvHead, ...rows]));
  }
  function putAwayAndClose() {
    putAway();
    onClose();
  }

  return html`<p class="bulk-count" role="status">${t.bulkCount(received, all)}</p>
    <table class="bulk-table">
      <thead class="unseen"><tr>${later.bulkColumns.map((name) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
      <tbody>${members.map((each) => html`<${Row} key=${each.id} verification=${each} />`)}</tbody>
    </table>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    <div class="row">
      <button type="button" class="button small" disabled=${received === 0} onClick=${copyAll}>${later.bulkCopyAll}</button>
      <button type="button" class="button small" onClick=${saveCsv}>${later.saveCsv}</button>
      ${open > 0 &&
      html`<button type="button" class="button small" onClick=${() => cancelRest().then(() => setProblem(null), setProblem)}>${later.bulkCancelRest}</button>`}
      ${open === 0 && html`<button type="button" class="button small primary" onClick=${putAwayAndClose}>${later.bulkDone}</button>`}
    </div>
    ${open > 0 && html`<p class="promise">${later.bulkCloseNote}</p>`}`;
}

function Row({ verification: { id, number, code, state } }) {
  return html`<tr>
    <td><a href=${`/v/${id}`}>${number ? numberParts(number).join(' ') : t.numberComing}</a></td>
    <td>${code ? html`<b class="bulk-code">${code}</b>` : html`<${StatePill} state=${state} />`}</td>
  </tr>`;
}
