/** One verification in a list: service, number or code, state, and what it cost. */
import { html } from '../../vendor.js';
import { dateTime, money, numberParts } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { isOpen, isRefunded } from '../data/verifications.js';
import { t } from '../texts.js';
import { Ring } from './ring.js';
import { StatePill } from './state-pill.js';

export function VerificationRow({ verification }) {
  const { id, service, number, state, price_minor: price, currency } = verification;
  return html`<li class="row-item">
    <a href=${`/v/${id}`}>
      <span class="row-main">
        <b>${serviceLabel(service)}</b>
        <span class="row-sub">${number ? numberParts(number).join(' ') : t.ordered(dateTime(verification.created_at))}</span>
      </span>
      <span class="row-end">
        ${state === 'waiting'
          ? html`<${Ring} small from=${verification.created_at} until=${verification.ends_at} />`
          : html`<b class=${isRefunded(verification) ? 'quiet' : ''}>${isRefunded(verification) ? t.costNothing : money(price, currency)}</b>`}
        ${!isOpen(verification) || state === 'requesting' ? html`<${StatePill} state=${state} />` : null}
      </span>
    </a>
  </li>`;
}
