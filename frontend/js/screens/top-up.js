/** Choose an amount and go to Paystack's page. This page credits nothing. */
import { html } from '../../vendor.js';
import { money, parseMoney } from '../core/format.js';
import { whoTaps } from '../data/account.js';
import { bounds, goToPayment, PRESETS_MINOR, readyToPay, startDeposit } from '../data/deposits.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';

/**
 * @param {string} text
 * @returns {{amount_minor?: string}}
 */
function checkAmount(text) {
  const minor = parseMoney(text);
  if (minor === null) return { amount_minor: t('amountMissing') };
  const { least, most } = bounds.value;
  if (minor < least) return { amount_minor: t('amountLow', { least: money(least) }) };
  if (minor > most) return { amount_minor: t('amountHigh', { most: money(most) }) };
  return {};
}

export function TopUp() {
  const form = useForm({
    initial: { amount_minor: '' },
    check: ({ amount_minor: text }) => checkAmount(text),
    send: async ({ amount_minor: text }) => goToPayment(await startDeposit(Number(parseMoney(text)), await whoTaps())),
  });
  const typed = form.values.amount_minor;
  const amount = Object.keys(checkAmount(typed)).length === 0 ? money(Number(parseMoney(typed))) : null;
  return html`<section class="card top-up" aria-labelledby="top-up">
    <h2 id="top-up">${t('topUpTitle')}</h2>
    ${readyToPay.value && html`<${Ready} deposit=${readyToPay.value} />`}
    <${Form} of=${form}>
      <${Presets} typed=${typed} onPick=${(/** @type {string} */ text) => form.set('amount_minor', text)} />
      <${Field}
        ...${form.field('amount_minor')}
        label=${t('amount')}
        hint=${t('amountHint', { least: money(bounds.value.least), most: money(bounds.value.most) })}
        inputmode="decimal"
        autocomplete="off"
        before=${html`<span class="field-before" aria-hidden="true">₦</span>`}
      />
      <${Submit} busy=${form.busy} busyText=${t('topUpBusy')}>${amount ? t('topUpFor', { amount }) : t('topUpButton')}<//>
      <p class="promise">${t('topUpNote')}</p>
    <//>
  </section>`;
}

/** @param {{typed: string, onPick: (text: string) => void}} props */
function Presets({ typed, onPick }) {
  return html`<div class="presets">
    ${PRESETS_MINOR.map((minor) => {
      const picked = parseMoney(typed) === minor;
      const text = (minor / 100).toLocaleString('en-NG');
      return html`<button key=${minor} type="button" class="chip" aria-pressed=${picked} onClick=${() => onPick(text)}>${money(minor)}</button>`;
    })}
  </div>`;
}

/** @param {{deposit: import('../types.d.ts').Deposit}} props */
function Ready({ deposit }) {
  return html`<${Notice} kind="plain" role="status">
    <p>${t('topUpWaiting', { amount: money(deposit.amount_minor, deposit.currency) })}</p>
    <div class="notice-actions">
      <button type="button" class="button small" onClick=${() => goToPayment(deposit)}>${t('topUpGo')}</button>
    </div>
  <//>`;
}
