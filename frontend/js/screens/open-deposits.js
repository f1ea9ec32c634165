/** Payments under way: what Paystack says of each, and what its customer can do. */
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../vendor.js';
import { money } from '../core/format.js';
import { heightInRem } from '../core/height.js';
import { goToPayment } from '../data/deposits.js';
import { askAbout, cancelDeposit, forgetEnded, hearAboutThem, hideDeposit, openDeposits, openThem } from '../data/open-deposits.js';
import { statement } from '../data/statement.js';
import { t } from '../texts/index.js';
import { announce, showToast } from '../ui/announce.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Deposit } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const ASK_AGAIN_MS = 10_000;

/** @param {Deposit} deposit */
function credited({ amount_minor: minor, currency }) {
  showToast(t('topUpArrived', { amount: money(minor, currency) }));
  statement.reload();
}

export function OpenDeposits() {
  useEffect(() => {
    const enough = hearAboutThem(credited);
    openThem(credited);
    return () => {
      enough();
      forgetEnded();
    };
  }, []);
  const open = openDeposits.value ?? [];
  if (open.length === 0) return null;
  return html`<section class="card rows" aria-labelledby="open-deposits">
    <h2 id="open-deposits" class="unseen">${t('underWayTitle')}</h2>
    ${open.map((each) => html`<${Place} key=${each.id} deposit=${each} />`)}
  </section>`;
}

/**
 * As high as it was while it was open: what is below must not move when it ends.
 *
 * @param {{deposit: Deposit}} props
 */
function Place({ deposit }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const height = useRef(0);
  const isOpen = deposit.status === 'pending';
  useLayoutEffect(() => {
    if (isOpen && box.current) height.current = heightInRem(box.current);
  });
  return html`<div class="open-deposit" ref=${box} style=${{ minHeight: isOpen ? '' : `max(15rem, ${height.current}rem)` }}>
    <${isOpen ? OpenDeposit : Ended} deposit=${deposit} />
  </div>`;
}

/**
 * What became of it, in its place until the screen is left.
 *
 * @param {{deposit: Deposit}} props
 */
function Ended({ deposit: { id, status, amount_minor: minor, currency } }) {
  return html`
    <p><b>${status === 'credited' ? t('topUpArrived', { amount: money(minor, currency) }) : t('state.cancelled')}</b></p>
    ${status === 'credited' && html`<p><a href=${`/wallet/receipts/${id}`}>${t('receiptTitle')}</a></p>`}
    <div class="notice-actions"><button type="button" class="button small quiet" onClick=${() => hideDeposit(id)}>${t('hide')}</button></div>
  `;
}

/** @param {{deposit: Deposit}} props */
function OpenDeposit({ deposit }) {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const progress = deposit.progress ?? 'not_paid';
  const amount = money(deposit.amount_minor, deposit.currency);

  /** @param {() => unknown} act */
  async function run(act) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  async function ask() {
    await askAbout(deposit, credited);
    const left = openDeposits.value?.find(({ id }) => id === deposit.id);
    if (left?.status !== 'pending') return; // credited, which is told where it happens
    announce(t(`progress.${left.progress ?? 'not_paid'}`, { amount }));
    setAsked(true);
    setTimeout(() => setAsked(false), ASK_AGAIN_MS);
  }

  const button = (/** @type {string} */ text, /** @type {() => unknown} */ act, kind = '') =>
    html`<button type="button" class=${`button small ${kind}`} aria-disabled=${busy ? 'true' : undefined} onClick=${() => run(act)}>${text}</button>`;
  const askButton = (/** @type {string} */ text) =>
    asked ? html`<button type="button" class="button small" aria-disabled="true">${t('askedJustNow')}</button>` : button(text, ask);
  const pay = () => goToPayment(deposit);
  const cancel = button(t('topUpCancel'), () => cancelDeposit(deposit), 'quiet');
  return html`
    <p><b>${t(`progress.${progress}`, { amount })}</b></p>
    <p class="field-hint">${t('transferRule')}</p>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    <div class="notice-actions">
      ${progress === 'not_paid' && html`${button(t('topUpContinue'), pay)} ${askButton(t('iHavePaid'))} ${cancel}`}
      ${progress === 'under_way' && askButton(t('checkNow'))}
      ${progress === 'declined' && html`${button(t('tryAgain'), pay)} ${cancel}`}
      <button type="button" class="button small quiet" onClick=${() => hideDeposit(deposit.id)}>${t('hide')}</button>
    </div>`;
}
