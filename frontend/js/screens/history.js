/** All numbers of the customer, newest first: a table where there is room, rows where there is not. */
import { html, signal, useEffect } from '../../vendor.js';
import { query } from '../core/api.js';
import { codeGroups, dateTime, money, numberParts } from '../core/format.js';
import { filter, pastOnes } from '../data/history.js';
import { openCatalogue, serviceLabel } from '../data/services.js';
import { isOpen, isRefunded, newestCode, verificationById } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { Icon } from '../ui/icon.js';
import { Empty, Loaded } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { ShowMore } from '../ui/show-more.js';
import { StatePill } from '../ui/state-pill.js';
import { HistoryFilters } from './history-filters.js';
import { NumbersCsv } from './numbers-csv.js';
/** @import { Pages, Verification } from '../types.d.ts' */

const COLUMNS = ['time', 'service', 'number', 'code', 'money', 'state', 'label'];
const roomy = matchMedia('(min-width: 60rem)');
const isRoomy = signal(roomy.matches);
roomy.addEventListener('change', () => (isRoomy.value = roomy.matches));

export default function History() {
  const asked = filter.value;
  const isFiltered = Object.values(asked).some(Boolean);
  useEffect(() => {
    pastOnes.reload();
  }, [JSON.stringify(asked)]);
  useEffect(() => {
    openCatalogue();
  }, []);

  return html`<${Screen} title=${t('historyTitle')}>
    <${HistoryFilters} asked=${asked} />
    <${Loaded} state=${pastOnes.state.value} failed=${t('historyFailed')} onRetry=${pastOnes.reload} rows=${6}>
      ${(/** @type {Pages<Verification>} */ list) =>
        list.items.length > 0
          ? html`<${Found} items=${list.items.map((item) => verificationById(item.id) ?? item)} /><${ShowMore} list=${pastOnes} /><${NumbersCsv} />`
          : isFiltered
            ? html`<${Empty} title=${t('historyNone')}><a class="button" href="/history">${t('clearFilters')}</a><//>`
            : html`<${Empty} title=${t('historyEmpty')} text=${t('historyEmptyText')}><a class="button primary" href="/">${t('navGet')}</a><//>`}
    <//>
  <//>`;
}

/** @param {{items: Verification[]}} props */
function Found({ items }) {
  if (!isRoomy.value) return html`<ul class="rows card">${items.map((each) => html`<${Row} key=${each.id} verification=${each} />`)}</ul>`;
  return html`<table class="card history">
    <thead>
      <tr>${COLUMNS.map((name) => html`<th key=${name} scope="col">${t(`column.${name}`)}</th>`)}<th><span class="unseen">${t('again')}</span></th></tr>
    </thead>
    <tbody>${items.map((each) => html`<${Line} key=${each.id} verification=${each} />`)}</tbody>
  </table>`;
}

/** @param {{verification: Verification}} props */
function Line({ verification }) {
  const { id, service, number, created_at: at, state, reference } = verification;
  return html`<tr>
    <td>${dateTime(at)}</td>
    <td class="anywhere"><a href=${`/v/${id}`}>${serviceLabel(service)}</a></td>
    <td class="whole">${numberParts(number).join(' ')}</td>
    <td class="whole"><b>${codeOf(verification)}</b></td>
    <td>${moneyOf(verification)}</td>
    <td><${StatePill} state=${state} /></td>
    <td class="anywhere">${reference}</td>
    <td>${!isOpen(verification) && html`<${Again} verification=${verification} />`}</td>
  </tr>`;
}

/** @param {{verification: Verification}} props */
function Row({ verification }) {
  const { id, service, number, created_at: at, reference } = verification;
  return html`<li class="row-item">
    <a href=${`/v/${id}`}>
      <span class="row-main">
        <b>${serviceLabel(service)}${' '}<span class="row-found">${codeOf(verification)}</span></b>
        ${number && html`<span class="row-sub whole">${numberParts(number).join('\u00a0')}</span>`}
        <span class="row-sub">${dateTime(at)} · ${moneyOf(verification)}</span>
        ${reference && html`<span class="row-sub anywhere">${reference}</span>`}
      </span>
      <span class="row-end"><${StatePill} state=${verification.state} /></span>
    </a>
    ${!isOpen(verification) && html`<${Again} verification=${verification} />`}
  </li>`;
}

/**
 * The newest code; a dash where there was one and its text is deleted.
 *
 * @param {Verification} verification
 */
function codeOf(verification) {
  const code = newestCode(verification);
  if (code) return codeGroups(code).join(' ');
  return verification.state === 'received' ? '–' : '';
}

/** @param {Verification} verification */
function moneyOf(verification) {
  const kind = isRefunded(verification) ? 'moneyBack' : isOpen(verification) ? 'moneyHeld' : 'moneyPaid';
  return t(kind, { price: money(verification.price_minor, verification.currency) });
}

/**
 * Links to the order with everything chosen, so that the customer sees today's price before paying.
 *
 * @param {{verification: Verification}} props
 */
function Again({ verification: { service, area_codes: areaCodes, carriers } }) {
  const wishes = query({ service, area_codes: areaCodes?.join(','), carrier: carriers?.[0] });
  return html`<a class="icon-button" href=${`/${wishes}`} aria-label=${t('againSpoken', { service: serviceLabel(service) })}><${Icon} name="again" /></a>`;
}
