/** The code: large, in groups separated by margins, so that a copy by hand contains no spaces. */
import { html, useRef } from '../../vendor.js';
import { codeGroups } from '../core/format.js';
import { t } from '../texts/index.js';
import { CopyButton } from './copy-button.js';

/** @param {{code: string}} props */
export function Code({ code }) {
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  const size = code.length > 10 ? 'code code-long' : 'code';
  return html`<div class="code-box">
    <p class="label">${t('codeLabel')}</p>
    <p class=${size} ref=${shown}>
      ${codeGroups(code).map((group, place) => html`<span key=${place}>${group}</span>`)}
    </p>
    <${CopyButton} className="button primary wide" text=${code} source=${shown} shortcut="C">${t('copyCode')}<//>
  </div>`;
}
