/** The wallet: what can be spent, what is held, a top-up, and every movement. */
import { html, useEffect, useState } from '../../vendor.js';
import { money } from '../core/format.js';
import { openDeposits, showKnown } from '../data/open-deposits.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts/index.js';
import { InTurn } from '../ui/in-turn.js';
import { Loaded, Skeleton } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { OpenDeposits } from './open-deposits.js';
import Statement from './statement.js';
import { TopUp } from './top-up.js';

const USUAL_MINOR = 9_999_00; // what may be held: its words have their place before and after

export default function Wallet() {
  useState(showKnown);
  useEffect(() => {
    wallet.reload();
  }, []);
  return html`<${Screen} title=${t('walletTitle')} kind="wallet" aside=${openDeposits.value && html`<${Statement} />`}>
    <${Loaded} state=${wallet.state.value} failed=${t('walletFailed')} onRetry=${wallet.reload} waiting=${html`<${Card} />`}>
      ${(/** @type {import('../types.d.ts').Wallet} */ value) => html`<${Balance} wallet=${value} />`}
    <//>
    <${OpenDeposits} />
    ${openDeposits.value ? html`<${TopUp} />` : html`<div class="top-up-coming"><${Skeleton} rows=${5} /></div>`}
  <//>`;
}

/** @param {{wallet: import('../types.d.ts').Wallet}} props */
function Balance({ wallet: { balance_minor: balance, held_minor: held, currency } }) {
  return html`<${Card} value=${money(balance, currency)} note=${held > 0 ? t('heldAmount', { amount: money(held, currency) }) : t('heldNone')} />`;
}

/**
 * Shown before its figures load, so that nothing below moves when they arrive.
 *
 * @param {{value?: string, note?: string}} props
 */
function Card({ value, note }) {
  const words = [...new Set([t('heldNone'), t('heldAmount', { amount: money(USUAL_MINOR) }), note ?? t('heldNone')])];
  return html`<section class="balance-card" aria-busy=${value ? undefined : 'true'}>
    <p class="label">${t('balance')}</p>
    <p class="balance-value">${value ?? '…'}</p>
    <p class="balance-held"><${InTurn} words=${words} shown=${note ?? false} /></p>
  </section>`;
}
