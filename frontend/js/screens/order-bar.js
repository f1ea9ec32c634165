/**
 * The price of this order, the promise and the button, always in reach; a refusal is explained directly above them.
 * A service without numbers has no button, and others of its kind instead.
 */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { wallet } from '../data/wallet.js';
import { walletFor } from '../data/wanted-order.js';
import { t } from '../texts/index.js';
import { later } from '../ui/lazy.js';
import { ProblemNotice } from '../ui/notice.js';
import { OrderExtras } from './order-extras.js';
/** @import { Order, Service } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const NoStock = later.part('NoStock', 0);

/**
 * @param {object} props
 * @param {Service | null} props.service
 * @param {Order | null} props.wanted the order as the API takes it, null until a service is picked and its options are right
 * @param {boolean} props.busy
 * @param {Problem | null} props.problem
 * @param {(order: Order) => void} props.onOrder called with the order, capped at the price the customer has just seen
 * @param {(name: string) => void} props.onPick
 */
export function OrderBar({ service, wanted, busy, problem, onOrder, onPick }) {
  const newPrice = problem?.code === 'price_changed' ? problem.facts.price_minor : null;
  const price = service && (newPrice ?? wanted?.max_price_minor ?? service.price_minor);
  const any = service?.price_minor ?? 0;
  const extra = service && !newPrice ? price - any : 0;
  const none = service?.stock === 'none';
  const missing = service ? price - (wallet.state.value.value?.balance_minor ?? price) : 0;
  const topUp = wanted ? walletFor({ service: wanted.service, areaCodes: wanted.area_codes, carriers: wanted.carriers, quantity: 1 }) : '/wallet';
  return html`<div class="order-bar">
    <div class="order-now">
      ${problem &&
      html`<${ProblemNotice} problem=${problem}>
        ${problem.code === 'insufficient_funds' && html`<a class="button small" href=${topUp}>${t('topUpFirst')}</a>`}
      <//>`}
      ${none && html`<${NoStock} service=${service} onPick=${onPick} />`}
      <div class="order-line">
        ${service
          ? html`<p class="order-what"><b>${service.label}</b> <span>${money(price, service.currency)}</span></p>`
          : html`<p class="order-hint">${t('pickFirst')}</p>`}
        ${missing > 0 && !none
          ? html`<a class="button primary" href=${topUp}>${t('topUpFirst')}</a>`
          : html`<button
              type="button"
              class="button primary"
              disabled=${!wanted || none}
              aria-disabled=${busy ? 'true' : undefined}
              onClick=${() => wanted && onOrder({ ...wanted, max_price_minor: price })}
            >
              ${none ? t('stockNone') : busy ? t('getBusy') : newPrice ? t('newPrice', { price: money(newPrice, service?.currency) }) : t('getButton')}
            </button>`}
      </div>
    </div>
    <div class="order-foot">
      ${extra > 0 && html`<p class="promise">${t(`sum.${sumOf(wanted)}`, { any: money(any), extra: money(extra) })}</p>`}
      <div class="order-line">
        <p class="promise">${missing > 0 ? t('shortBy', { missing: money(missing, service?.currency) }) : t('promise')}</p>
        ${wanted && html`<${OrderExtras} service=${service} wanted=${wanted} price=${price} />`}
      </div>
    </div>
  </div>`;
}

/** @type {(wanted: Order | null) => 'area' | 'carrier' | 'both'} */
const sumOf = (wanted) => (!wanted?.carriers.length ? 'area' : wanted.area_codes.length ? 'both' : 'carrier');
