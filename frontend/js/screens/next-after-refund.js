/** On the card of a number that brought no code: the next step. Its price is on the ticket, before anything is ordered. */
import { html } from '../../vendor.js';
import { query } from '../core/api.js';
import { serviceLabel } from '../data/services.js';
import { t } from '../texts/index.js';
/** @import { Verification } from '../types.d.ts' */

const MOST_ATTEMPTS = 3;
const toSearch = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-shortcut="/"]'))?.focus();

/** @param {{verification: Verification}} props */
export function NextAfterRefund({ verification: { id, state, attempt, service } }) {
  if (state === 'cancelled') return null;
  if (attempt < MOST_ATTEMPTS) return html`<a class="button small" href=${`/v/${id}`}>${t('tryAgain')}</a>`;
  return html`<p class="row-sub">${t('threeSilent', { service: serviceLabel(service) })}</p>
    <div class="row">
      <button type="button" class="button small" onClick=${toSearch}>${t('anotherService')}</button>
      <a class="button small" href=${`/support${query({ service, order: id })}`}>${t('writeToUs')}</a>
    </div>`;
}
