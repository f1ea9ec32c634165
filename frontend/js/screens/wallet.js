/** The wallet: what can be spent, what is held, topping up, and every movement. */
import { html, useEffect } from '../../vendor.js';
import { money } from '../core/format.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts.js';
import { Loaded } from '../ui/loaded.js';
import { lazy } from '../ui/lazy.js';
import { Screen } from '../ui/screen.js';
import { TopUp } from './top-up.js';

const Statement = lazy('Statement');

export default function Wallet() {
  useEffect(() => {
    wallet.reload();
  }, []);
  return html`<${Screen} title=${t.walletTitle} aside=${html`<${Statement} />`}>
    <${Loaded} state=${wallet.state.value} failed=${t.walletFailed} onRetry=${wallet.reload} rows=${1}>
      ${(value) => html`<${Balance} wallet=${value} />`}
    <//>
    <${TopUp} />
  <//>`;
}

function Balance({ wallet: { balance_minor: balance, held_minor: held, currency } }) {
  return html`<section class="balance-card">
    <p class="label">${t.balance}</p>
    <p class="balance-value">${money(balance, currency)}</p>
    <p class="balance-held">${held > 0 ? t.heldAmount(money(held, currency)) : t.heldNone}</p>
  </section>`;
}
