/** Back from Paystack. This page credits nothing and trusts nothing in its address: it asks until the server knows. */
import { html, useEffect, useState } from '../../vendor.js';
import { money } from '../core/format.js';
import { isLive, wantPushes } from '../core/pushes.js';
import { navigate, route } from '../core/router.js';
import { account, whoTaps } from '../data/account.js';
import { buyBatch } from '../data/batches.js';
import { askDeposit, findDeposit, goToPayment, newsOf, verifyDeposit } from '../data/deposits.js';
import { openCatalogue, serviceNamed } from '../data/services.js';
import { wallet } from '../data/wallet.js';
import { dropWanted, priceOfWanted, walletFor, wantedFor } from '../data/wanted-order.js';
import { getNumber, orderOf } from '../ordering.js';
import { t } from '../texts/index.js';
import { bulkShown } from '../ui/bulk-pill.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
/** @import { Deposit } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

/** @typedef {{status: string, deposit?: Deposit, problem?: Problem}} What */

const PAUSES_MS = [1000, 1500, 2000, 3000, 4000, 5000, 8000, 10_000, 15_000, 20_000]; // 70 s, then the sweeper takes over
const LEAVE_FROM = 5; // after 11.5 s: a transfer takes minutes, and the customer need not watch it
const VERIFY_EACH = 3; // the other rounds only read our own record, which the webhook may have settled: a push says so, too

export default function WalletReturn() {
  const { query } = route.value;
  const reference = query.get('reference') ?? query.get('trxref');
  const cancelled = query.has('cancelled');
  const [round, setRound] = useState(0);
  const [told, setTold] = useState(/** @type {What} */ ({ status: 'confirming' }));

  useEffect(() => {
    const asking = { stopped: false };
    setTold({ status: 'confirming' });
    confirm(reference, { cancelled: cancelled && round === 0 }, asking, setTold);
    return () => {
      asking.stopped = true;
    };
  }, [reference, round]);

  const ask = () => setRound(round + 1);
  return html`<${Screen} title=${t('returnTitle')} narrow>
    <div class="card return" aria-live="polite"><${Told} ...${told} onAsk=${ask} /></div>
  <//>`;
}

/**
 * Ask until the deposit is credited or failed; a failed one is asked about a while longer, since late payments are
 * credited too.
 *
 * @param {string | null} reference
 * @param {{cancelled: boolean}} back whether the customer left Paystack's page by its cancel button: one answer is enough
 * @param {{stopped: boolean}} asking
 * @param {(told: What) => void} tell
 */
async function confirm(reference, { cancelled }, asking, tell) {
  /** @param {What} told */
  const say = (told) => asking.stopped || tell(told);
  let enough = () => {};
  try {
    let deposit = reference && (await findDeposit(reference));
    if (!deposit) return say({ status: 'missing' });
    let wasLive = false;
    /** @type {import('../core/pushes.js').Pushed | null} */
    let pushed = null;
    for (let attempt = 0; deposit.status === 'pending' && !asking.stopped; attempt += 1) {
      if (attempt > PAUSES_MS.length) return say({ status: 'slow', deposit });
      if (attempt === 1) enough = wantPushes();
      pushed = attempt > 0 ? await newsOf(deposit.id, PAUSES_MS[attempt - 1]) : null;
      deposit = pushed?.deposit ?? deposit;
      if (deposit.status !== 'pending' || asking.stopped) break;
      if (attempt === LEAVE_FROM) say({ status: 'leave', deposit });
      const verifies = attempt % VERIFY_EACH === 0;
      if (wasLive && !verifies) continue; // what we read would have been pushed
      wasLive = isLive.peek();
      deposit = await (verifies ? verifyDeposit : askDeposit)(deposit.id);
      if (cancelled && deposit.status === 'pending' && deposit.progress !== 'under_way') return say({ status: 'cancelled', deposit });
      if (deposit.status === 'pending' && deposit.progress === 'declined') return say({ status: 'declined', deposit });
    }
    if (deposit.status === 'credited') await Promise.all([pushed?.wallet ? null : wallet.reload(), account.reload()]); // a funded account has higher limits
    return say({ status: deposit.status, deposit });
  } catch (problem) {
    return say({ status: 'problem', problem });
  } finally {
    enough();
  }
}

/** @param {What & {onAsk: () => void}} props */
function Told({ status, deposit, problem, onAsk }) {
  const again = html`<button type="button" class="button primary wide" onClick=${onAsk}>${t('returnAsk')}</button>`;
  const toWallet = html`<a class="button wide" href="/wallet">${t('toWallet')}</a>`;
  if (status === 'confirming' || status === 'pending' || status === 'leave') {
    return html`<div class="spinner" aria-hidden="true"></div>
      <h2>${t('returnConfirming')}</h2>
      <p>${status === 'leave' ? t('returnLeave') : t('returnConfirmingText')}</p>
      ${status === 'leave' && toWallet}`;
  }
  if (deposit && (status === 'cancelled' || status === 'declined')) return html`<${NotPaid} ...${{ status, deposit }} />`;
  if (status === 'credited' && deposit) return html`<${Credited} deposit=${deposit} />`;
  if (problem) return html`<${ProblemNotice} problem=${problem} onRetry=${onAsk} />${toWallet}`;
  /** @type {Record<string, ['warn' | 'bad', string, string]>} */
  const endings = {
    slow: ['warn', t('returnSlow'), t('returnSlowText')],
    failed: ['bad', t('returnFailed'), t('returnFailedText')],
    mismatched: ['warn', t('returnMismatched'), t('returnMismatchedText')],
    missing: ['bad', t('returnMissing'), t('returnMissingText')],
  };
  const [kind, title, text] = endings[status];
  return html`<${Notice} kind=${kind} title=${title}>
      <p>${text}</p>
      ${deposit && html`<p class="reference">${t('reference', { id: deposit.reference })}</p>`}
    <//>
    ${status === 'missing' ? null : again}${toWallet}`;
}

/**
 * Nothing was taken: pay after all, or another amount.
 *
 * @param {{status: 'cancelled' | 'declined', deposit: Deposit}} props
 */
function NotPaid({ status, deposit }) {
  const amount = money(deposit.amount_minor, deposit.currency);
  const wanted = wantedFor(deposit.id);
  return html`<h2>${status === 'cancelled' ? t('returnCancelled') : t('progress.declined', { amount })}</h2>
    <button type="button" class="button primary wide" onClick=${() => goToPayment(deposit)}>${t('payAmount', { amount })}</button>
    <a class="button wide" href=${wanted ? walletFor(wanted) : '/wallet'}>${t('anotherAmount')}</a>`;
}

/**
 * The order for which it was paid: one tap buys it and starts the copy. Nothing is bought without that tap.
 *
 * @param {{wanted: import('../data/wanted-order.js').Wanted}} props
 */
function Ordered({ wanted }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  useEffect(() => {
    openCatalogue();
  }, []);
  const service = serviceNamed(wanted.service);
  const price = priceOfWanted(wanted);
  if (done || !service || price === null) return html`<a class="button primary wide" href="/">${t('navGet')}</a>`;
  const { quantity } = wanted;
  async function order() {
    if (busy || !service) return;
    setBusy(true);
    setProblem(null);
    try {
      const what = orderOf(service, { ...wanted, maxPriceMinor: price ?? 0 });
      if (quantity > 1) {
        await buyBatch(what, quantity, await whoTaps());
        dropWanted();
        setDone(true);
        bulkShown.value = {};
      } else {
        const verification = await getNumber(what);
        dropWanted();
        navigate(`/v/${verification.id}`);
      }
    } catch (refusal) {
      setProblem(refusal);
      setBusy(false);
      openCatalogue();
    }
  }
  return html`${problem && html`<${ProblemNotice} problem=${problem} />`}
    <button type="button" class="button primary wide" aria-disabled=${busy ? 'true' : undefined} onClick=${order}>
      ${busy
        ? t('getBusy')
        : quantity > 1
          ? t('bulkConfirm', { quantity, total: money(price * quantity, service.currency) })
          : t('getOrdered', { service: service.label, price: money(price, service.currency) })}
    </button>`;
}

/** @param {{deposit: Deposit}} props */
function Credited({ deposit }) {
  const { value } = wallet.state.value;
  const wanted = wantedFor(deposit.id);
  return html`<div class="tick" aria-hidden="true"></div>
    <h2>${t('returnCredited', { amount: money(deposit.amount_minor, deposit.currency) })}</h2>
    ${value && html`<p>${t('returnCreditedText', { balance: money(value.balance_minor, value.currency) })}</p>`}
    ${wanted ? html`<${Ordered} wanted=${wanted} />` : html`<a class="button primary wide" href="/">${t('navGet')}</a>`}
    <a class="button wide" href=${`/wallet/receipts/${deposit.id}`}>${t('receiptTitle')}</a>
    <a class="button wide" href="/wallet">${t('toWallet')}</a>`;
}
