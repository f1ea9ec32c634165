/** Other actions for a complete order: save it, or order several numbers. */
import { html } from '../../vendor.js';
import { batch, batchProgress, putAway } from '../data/batches.js';
import { CARRIERS } from '../data/carriers.js';
import { saveTemplate, templatesFull } from '../data/templates.js';
import { t } from '../texts/index.js';
import { showToast } from '../ui/announce.js';
import { bulkShown } from '../ui/bulk-pill.js';
import { Icon } from '../ui/icon.js';
/** @import { Order, Service } from '../types.d.ts' */

/** @param {{service: Service, wanted: Order, price: number}} props */
export function OrderExtras({ service, wanted, price }) {
  function save() {
    if (templatesFull.value) return showToast(t('templateFull'), 'plain');
    const wishes = [...wanted.area_codes, ...wanted.carriers.map((name) => CARRIERS[name])];
    const order = { ...wanted, max_price_minor: price };
    delete order.reference; // a label is one number's own
    const { name } = saveTemplate([service.label, ...wishes].join(' '), order);
    return showToast(t('templateSaved', { name }));
  }

  function several() {
    if (batch.value && batchProgress.value.open === 0) putAway();
    bulkShown.value = { order: { ...wanted, max_price_minor: price }, price };
  }

  return html`<span class="order-extras">
    <button type="button" class="button small quiet" onClick=${save}><${Icon} name="star" />${t('templateSave')}<span class="unseen">${t('templateSaveRest')}</span></button>
    <button type="button" class="button small quiet" onClick=${several}><${Icon} name="many" />${t('bulkOpen')}</button>
  </span>`;
}
