/**
 * Saved orders: one tap, one request. Each shows today's price and keeps the cap of its template; one without a cap
 * waits until its price is known.
 */
import { html } from '../../vendor.js';
import { money } from '../core/format.js';
import { priceOf, serviceNamed } from '../data/services.js';
import { noteUsed, templates } from '../data/templates.js';
import { t } from '../texts/index.js';
import { Icon } from '../ui/icon.js';
/** @import { Order, Template } from '../types.d.ts' */

const SHOWN = 6;

/** @param {{busy: boolean, onOrder: (order: Order) => void}} props */
export function TemplateChips({ busy, onOrder }) {
  if (templates.value.length === 0) return null;
  return html`<section class="templates" aria-labelledby="templates">
    <div class="section-head">
      <h2 id="templates" class="label">${t('templates')}</h2>
      <a href="/settings">${t('templatesManage')}<span class="unseen"> ${t('templates')}</span></a>
    </div>
    <div class="row">
      ${templates.value.slice(0, SHOWN).map((each) => html`<${Chip} key=${each.id} template=${each} busy=${busy} onOrder=${onOrder} />`)}
    </div>
  </section>`;
}

/** @param {{template: Template, busy: boolean, onOrder: (order: Order) => void}} props */
function Chip({ template, busy, onOrder }) {
  const service = serviceNamed(template.service);
  const { service: name, country, capability, area_codes, carriers, max_price_minor: cap } = template;
  const now = service ? priceOf(service, area_codes, carriers) : Infinity;
  const price = service && (service.stock === 'none' ? t('stockNone') : money(now, service.currency));
  const most = Math.min(cap ?? Infinity, now);

  function order() {
    noteUsed(template.id);
    onOrder({ service: name, country, capability, area_codes, carriers, max_price_minor: most });
  }

  return html`<button
    type="button"
    class="chip"
    disabled=${most === Infinity || service?.stock === 'none'}
    aria-disabled=${busy ? 'true' : undefined}
    aria-label=${price ? t('templateOrderFor', { name: template.name, price }) : t('templateOrder', { name: template.name })}
    onClick=${order}
  >
    <${Icon} name="star" />${template.name} ${price && html`<span class="quiet">${price}</span>`}
  </button>`;
}
