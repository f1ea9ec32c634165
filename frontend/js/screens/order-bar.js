/** The price, the promise and the button, always in reach; a refusal is explained right above them. */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts.js';
import { ProblemNotice } from '../ui/notice.js';

/** @param props.onOrder called with the most the customer has just agreed to pay, in kobo */
export function OrderBar({ service, busy, problem, onOrder }) {
  const newPrice = problem?.code === 'price_changed' ? problem.facts.price_minor : null;
  const price = service && (newPrice ?? service.price_minor);
  const missing = service ? price - (wallet.state.value.value?.balance_minor ?? price) : 0;
  return html`<div class="order-bar">
    ${problem &&
    html`<${ProblemNotice} problem=${problem}>
      ${problem.code === 'insufficient_funds' && html`<a class="button small" href="/wallet">${t.topUpFirst}</a>`}
    <//>`}
    <div class="order-line">
      ${service
        ? html`<p class="order-what"><b>${service.label}</b> <span>${money(price, service.currency)}</span></p>`
        : html`<p class="quiet">${t.pickFirst}</p>`}
      ${missing > 0
        ? html`<a class="button primary" href="/wallet">${t.topUpFirst}</a>`
        : html`<button
            type="button"
            class="button primary"
            data-shortcut="N"
            disabled=${!service}
            aria-disabled=${busy ? 'true' : undefined}
            onClick=${() => onOrder(price)}
          >
            ${busy ? t.getBusy : newPrice ? t.newPrice(money(newPrice, service.currency)) : t.getButton}
          </button>`}
    </div>
    <p class="promise">${missing > 0 ? t.shortBy(money(missing, service.currency)) : t.promise}</p>
  </div>`;
}
