/** A service without numbers: how long we have known it, and others of its kind that have some. */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { alike, priceOf } from '../data/services.js';
import { t } from '../texts/index.js';
/** @import { Service } from '../types.d.ts' */

/** @param {{service: Service, onPick: (name: string) => void}} props */
export function NoStock({ service, onPick }) {
  const others = alike(service);
  return html`<p role="status">${t('stockNoneWhy', { service: service.label })}</p>
    ${others.length > 0 &&
    html`<div class="row" role="group" aria-label=${t('stockOthers')}>
      ${others.map(
        (each) => html`<button key=${each.name} type="button" class="chip" onClick=${() => onPick(each.name)}>
          ${each.label} <span class="quiet">${money(priceOf(each), each.currency)}</span>
        </button>`,
      )}
    </div>`}`;
}
