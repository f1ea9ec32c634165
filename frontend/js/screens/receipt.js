/** The receipt of a top-up, to print or to save: the browser makes the PDF. */
import { html, useEffect, useMemo } from '../../vendor.js';
import { money } from '../core/format.js';
import { loadable } from '../core/loadable.js';
import { account } from '../data/account.js';
import { askDeposit } from '../data/deposits.js';
import { t } from '../texts/index.js';
import { Loaded } from '../ui/loaded.js';
import { Notice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { Operator, PrintButton } from './paper.js';
/** @import { Deposit } from '../types.d.ts' */

const day = new Intl.DateTimeFormat('en-NG', { dateStyle: 'long', timeStyle: 'short' });

/** @param {{id: string}} props id of the deposit */
export default function Receipt({ id }) {
  const deposit = useMemo(() => loadable(() => askDeposit(id)), [id]);
  useEffect(() => {
    deposit.reload();
  }, [deposit]);
  return html`<${Screen} title=${t('receiptTitle')} narrow>
    <${Loaded} state=${deposit.state.value} failed=${t('receiptFailed')} onRetry=${deposit.reload}>
      ${(/** @type {Deposit} */ value) => html`<${Paper} deposit=${value} />`}
    <//>
  <//>`;
}

/** @param {{deposit: Deposit}} props */
function Paper({ deposit }) {
  const { amount_minor: minor, returned_minor: returned, currency, channel, credited_at: at } = deposit;
  if (!at) return html`<${Notice} kind="plain"><p>${t('receiptNone')}</p><//>`;
  const lines = [
    [t('receiptNumber'), deposit.reference],
    [t('receiptDate'), day.format(new Date(at))],
    [t('receiptPayer'), account.state.value.value?.user.email ?? ''],
    [t('receiptSum'), money(minor, currency)],
    ...(channel ? [[t('receiptChannel'), t(`channel.${channel}`)]] : []),
    ...(returned > 0 ? [[t('receiptReturned'), money(returned, currency)]] : []),
  ];
  return html`<article class="card group paper">
      <${Operator} />
      <dl class="facts">${lines.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="field-hint">${t('receiptNote')}</p>
    </article>
    <${PrintButton} />`;
}
