/** What a receipt and a month's statement share: who issued them, and the button that prints. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';

/** Who runs this site, as its footer says. */
export function Operator() {
  const { name, number, address } = document.getElementById('operator')?.dataset ?? {};
  return html`<p class="operator"><b>${name}</b>${[number, address].map((line) => line && html`<br />${line}`)}</p>`;
}

export function PrintButton() {
  return html`<button type="button" class="button wide" onClick=${() => print()}>${t('printIt')}</button>`;
}
