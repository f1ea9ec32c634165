/** Back from Paystack. This page credits nothing and trusts nothing in its address: it asks until the server knows. */
import { html, useEffect, useState } from '../../vendor.js';
import { money } from '../core/format.js';
import { route } from '../core/router.js';
import { account } from '../data/account.js';
import { askDeposit, findDeposit, verifyDeposit } from '../data/deposits.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
/** @import { Deposit } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

/** @typedef {{status: string, deposit?: Deposit, problem?: Problem}} What */

const PAUSES_MS = [1000, 1500, 2000, 3000, 4000, 5000, 8000, 10_000, 15_000, 20_000]; // 70 s, then the sweeper takes over
const VERIFY_EACH = 3; // the other rounds only read our own record, which the webhook may have settled meanwhile

export default function WalletReturn() {
  const reference = route.value.query.get('reference') ?? route.value.query.get('trxref');
  const [round, setRound] = useState(0);
  const [told, setTold] = useState(/** @type {What} */ ({ status: 'confirming' }));

  useEffect(() => {
    const asking = { stopped: false };
    setTold({ status: 'confirming' });
    confirm(reference, asking, setTold);
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
 * @param {{stopped: boolean}} asking
 * @param {(told: What) => void} tell
 */
async function confirm(reference, asking, tell) {
  /** @param {What} told */
  const say = (told) => asking.stopped || tell(told);
  try {
    let deposit = reference && (await findDeposit(reference));
    if (!deposit) return say({ status: 'missing' });
    for (let attempt = 0; deposit.status === 'pending' && !asking.stopped; attempt += 1) {
      if (attempt > PAUSES_MS.length) return say({ status: 'slow', deposit });
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[attempt - 1]));
      deposit = await (attempt % VERIFY_EACH === 0 ? verifyDeposit : askDeposit)(deposit.id);
    }
    if (deposit.status === 'credited') await Promise.all([wallet.reload(), account.reload()]); // a funded account has higher limits
    return say({ status: deposit.status, deposit });
  } catch (problem) {
    return say({ status: 'problem', problem });
  }
}

/** @param {What & {onAsk: () => void}} props */
function Told({ status, deposit, problem, onAsk }) {
  const again = html`<button type="button" class="button primary wide" onClick=${onAsk}>${t('returnAsk')}</button>`;
  const toWallet = html`<a class="button wide" href="/wallet">${t('toWallet')}</a>`;
  if (status === 'confirming' || status === 'pending') {
    return html`<div class="spinner" aria-hidden="true"></div>
      <h2>${t('returnConfirming')}</h2>
      <p>${t('returnConfirmingText')}</p>`;
  }
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

/** @param {{deposit: Deposit}} props */
function Credited({ deposit }) {
  const { value } = wallet.state.value;
  return html`<div class="tick" aria-hidden="true"></div>
    <h2>${t('returnCredited', { amount: money(deposit.amount_minor, deposit.currency) })}</h2>
    ${value && html`<p>${t('returnCreditedText', { balance: money(value.balance_minor, value.currency) })}</p>`}
    <a class="button primary wide" href="/">${t('navGet')}</a>
    <a class="button wide" href="/wallet">${t('toWallet')}</a>`;
}
