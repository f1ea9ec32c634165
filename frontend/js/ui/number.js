/** The phone number in readable groups, copied in the two formats that sign-up pages ask for. */
import { html, useRef } from '../../vendor.js';
import { nationalNumber, numberParts } from '../core/format.js';
import { t } from '../texts/index.js';
import { CopyButton } from './copy-button.js';

/** @param {{number: string}} props */
export function PhoneNumber({ number }) {
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  const parts = numberParts(number);
  return html`<div class="number">
    <p class="label">${t('numberLabel')}</p>
    <p class="number-value" ref=${shown}>${parts.map((part, place) => html`<span key=${place}>${part}</span>`)}</p>
    <div class="row">
      <${CopyButton} text=${number} source=${shown}>${t('copyNumber')}<//>
      ${parts.length > 1 && html`<${CopyButton} text=${nationalNumber(number)} source=${shown}>${t('copyNational')}<//>`}
    </div>
  </div>`;
}
