/** The terms; their version is beside their texts. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Screen } from '../ui/screen.js';

/** Each section with its number of paragraphs. */
const SECTIONS = { what: 2, cost: 3, fair: 4, data: 2 };

export default function Terms() {
  return html`<${Screen} title=${t('termsTitle')} lead=${t('termsVersion')} narrow>
    ${Object.entries(SECTIONS).map(
      ([name, paragraphs]) => html`<section key=${name} class="prose">
        <h2>${t(`terms.${name}`)}</h2>
        ${Array.from({ length: paragraphs }, (_, place) => html`<p key=${place}>${t(`terms.${name}.${place + 1}`)}</p>`)}
      </section>`,
    )}
  <//>`;
}
