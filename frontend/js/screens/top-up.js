/** Choose an amount and go to Paystack's page. This page credits nothing. */
import { html, useEffect } from '../../vendor.js';
import { money, parseMoney } from '../core/format.js';
import { route } from '../core/router.js';
import { whoTaps } from '../data/account.js';
import { bounds, goToPayment, PRESETS_MINOR, startDeposit } from '../data/deposits.js';
import { openLabels, serviceLabel } from '../data/services.js';
import { readyToPay } from '../data/started-deposits.js';
import { wallet } from '../data/wallet.js';
import { keepWanted, missingFor, priceOfWanted, wantedIn } from '../data/wanted-order.js';
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

/** @param {number} minor */
const typedOf = (minor) => (minor / 100).toLocaleString('en-NG');

/**
 * With an order in the address, the field holds what is missing for it, and each amount says what it buys.
 */
export function TopUp() {
  const wanted = wantedIn(route.value.query);
  const price = wanted && priceOfWanted(wanted);
  const balance = wallet.state.value.value?.balance_minor ?? null;
  const missing = wanted && price !== null && balance !== null ? missingFor(price * wanted.quantity, balance, bounds.value.least) : null;
  const form = useForm({
    initial: { amount_minor: '' },
    check: ({ amount_minor: text }) => checkAmount(text),
    send: async ({ amount_minor: text }) => {
      const deposit = await startDeposit(Number(parseMoney(text)), await whoTaps());
      if (wanted) keepWanted(deposit.id, wanted);
      goToPayment(deposit);
    },
  });
  useEffect(() => {
    if (wanted) openLabels();
  }, []);
  useEffect(() => {
    if (missing !== null && !form.values.amount_minor) form.set('amount_minor', typedOf(missing));
  }, [missing]);
  /** @param {number} minor @returns what it buys, null without an order or its price */
  function buys(minor) {
    if (!wanted || !price || balance === null) return null;
    return { count: Math.floor((balance + minor) / price), service: serviceLabel(wanted.service) };
  }
  const typed = form.values.amount_minor;
  const amount = Object.keys(checkAmount(typed)).length === 0 ? money(Number(parseMoney(typed))) : null;
  return html`<section class="card top-up" aria-labelledby="top-up">
    <h2 id="top-up">${t('topUpTitle')}</h2>
    ${readyToPay.value && html`<${Ready} deposit=${readyToPay.value} />`}
    <${Form} of=${form}>
      <${Presets} ...${{ typed, missing, buys }} onPick=${(/** @type {string} */ text) => form.set('amount_minor', text)} />
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

/**
 * @param {object} props
 * @param {string} props.typed
 * @param {number | null} props.missing what an order still needs, offered first
 * @param {(minor: number) => {count: number, service: string} | null} props.buys what an amount buys; one that buys nothing is not offered
 * @param {(text: string) => void} props.onPick
 */
function Presets({ typed, missing, buys, onPick }) {
  const { least, most } = bounds.value;
  const amounts = [...new Set([missing ?? PRESETS_MINOR[0], ...PRESETS_MINOR])].filter((minor) => minor >= least && minor <= most && buys(minor)?.count !== 0);
  return html`<div class="presets">
    ${amounts.map((minor) => {
      const picked = parseMoney(typed) === minor;
      const bought = buys(minor);
      return html`<button key=${minor} type="button" class="chip" aria-pressed=${picked} onClick=${() => onPick(typedOf(minor))}>
        ${money(minor)}${bought && html` <span class="row-sub">${t('topUpBuys', { count: bought.count, service: bought.service })}</span>`}
      </button>`;
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
