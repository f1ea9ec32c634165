/** The price, the promise and the button, always in reach; a refusal is explained directly above them. */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from '../ui/notice.js';
import { OrderExtras } from './order-extras.js';
/** @import { Order, Service } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

/**
 * @param {object} props
 * @param {Service | null} props.service
 * @param {Order | null} props.wanted the order as the API takes it, null until a service is picked and its options are right
 * @param {boolean} props.busy
 * @param {Problem | null} props.problem
 * @param {(order: Order) => void} props.onOrder called with the order, capped at the price the customer has just seen
 */
export function OrderBar({ service, wanted, busy, problem, onOrder }) {
  const newPrice = problem?.code === 'price_changed' ? problem.facts.price_minor : null;
  const price = service && (newPrice ?? service.price_minor);
  const missing = service ? price - (wallet.state.value.value?.balance_minor ?? price) : 0;
  return html`<div class="order-bar">
    ${problem &&
    html`<${ProblemNotice} problem=${problem}>
      ${problem.code === 'insufficient_funds' && html`<a class="button small" href="/wallet">${t('topUpFirst')}</a>`}
    <//>`}
    <div class="order-line">
      ${service
        ? html`<p class="order-what"><b>${service.label}</b> <span>${money(price, service.currency)}</span></p>`
        : html`<p class="quiet">${t('pickFirst')}</p>`}
      ${missing > 0
        ? html`<a class="button primary" href="/wallet">${t('topUpFirst')}</a>`
        : html`<button
            type="button"
            class="button primary"
            disabled=${!wanted}
            aria-disabled=${busy ? 'true' : undefined}
            onClick=${() => wanted && onOrder({ ...wanted, max_price_minor: price })}
          >
            ${busy ? t('getBusy') : newPrice ? t('newPrice', { price: money(newPrice, service?.currency) }) : t('getButton')}
          </button>`}
    </div>
    <div class="order-line">
      <p class="promise">${missing > 0 ? t('shortBy', { missing: money(missing, service?.currency) }) : t('promise')}</p>
      ${wanted && html`<${OrderExtras} service=${service} wanted=${wanted} price=${price} />`}
    </div>
  </div>`;
}
