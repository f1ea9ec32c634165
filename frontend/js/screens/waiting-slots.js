/** Empty slots for the code. They pulse, unless the customer asked for less motion. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';

const SLOTS = [0, 1, 2, 3, 4, 5];

export function WaitingSlots() {
  return html`<div class="slots-block">
    <p class="label">${t('codeLabel')}</p>
    <div class="slots" aria-hidden="true">${SLOTS.map((slot) => html`<span key=${slot} class="slot"></span>`)}</div>
  </div>`;
}
