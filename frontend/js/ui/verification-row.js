/** One verification in a list: service, number, state and price. Children are beside the link. */
import { html } from '../../vendor.js';
import { dateTime, money, numberParts } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { isOpen, isRefunded } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { Monogram } from './icon.js';
import { Ring } from './ring.js';
import { StatePill } from './state-pill.js';
/** @import { Children, Verification } from '../types.d.ts' */

/** @param {{verification: Verification, children?: Children}} props */
export function VerificationRow({ verification, children }) {
  const { id, service, number, created_at: createdAt } = verification;
  const detail = [number && numberParts(number).join(' '), !isOpen(verification) && dateTime(createdAt)].filter((text) => text);
  return html`<li class="row-item">
    <a href=${`/v/${id}`}>
      <${Monogram} of=${serviceLabel(service)} />
      <span class="row-main">
        <b>${serviceLabel(service)}</b>
        ${detail.length > 0 && detail.map((text) => html`<span key=${text} class="row-sub">${text}</span>`)}
      </span>
      <span class="row-end"><${End} verification=${verification} /></span>
    </a>
    ${children}
  </li>`;
}

/** @param {{verification: Verification}} props */
function End({ verification: { state, created_at: from, ends_at: until, price_minor: price, currency, ...rest } }) {
  if (state === 'waiting') return html`<${Ring} small from=${from} until=${until} />`;
  const back = isRefunded({ state, ...rest });
  return html`<b class=${back ? 'quiet' : ''}>${back ? t('costNothing') : money(price, currency)}</b><${StatePill} state=${state} />`;
}
