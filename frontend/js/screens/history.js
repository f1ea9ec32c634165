/** All numbers of the customer, newest first, with a search and a link to order the same again. */
import { html, useEffect, useState } from '../../vendor.js';
import { query } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { openCatalogue, serviceLabel } from '../data/services.js';
import { pastOnes } from '../data/history.js';
import { isOpen, verificationById } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { Icon } from '../ui/icon.js';
import { Empty, Loaded } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { ShowMore } from '../ui/show-more.js';
import { VerificationRow } from '../ui/verification-row.js';
/** @import { FromInput, Pages, Verification } from '../types.d.ts' */

/** The whole history, fetched when a search begins. */
const everyOne = loadable(() => pastOnes.everything());

export default function History() {
  const [text, setText] = useState('');
  useEffect(() => {
    pastOnes.reload();
    openCatalogue();
  }, []);

  /** @param {string} typed */
  function search(typed) {
    if (text === '' && typed !== '') everyOne.reload();
    setText(typed);
  }

  return html`<${Screen} title=${t('historyTitle')} narrow>
    <${Loaded} state=${pastOnes.state.value} failed=${t('historyFailed')} onRetry=${pastOnes.reload} rows=${6}>
      ${(/** @type {Pages<Verification>} */ list) =>
        list.items.length === 0
          ? html`<${Empty} title=${t('historyEmpty')} text=${t('historyEmptyText')}>
              <a class="button primary" href="/">${t('navGet')}</a>
            <//>`
          : html`<${Search} text=${text} onText=${search} />
              ${text === ''
                ? html`<${Rows} items=${list.items} /><${ShowMore} list=${pastOnes} />`
                : html`<${Found} text=${text} soFar=${list.items} />`}`}
    <//>
  <//>`;
}

/** @param {{text: string, onText: (text: string) => void}} props */
function Search({ text, onText }) {
  return html`<div class="field-frame search">
    <${Icon} name="search" />
    <input
      type="search"
      aria-label=${t('historySearch')}
      placeholder=${t('historySearch')}
      value=${text}
      autocomplete="off"
      data-shortcut="/"
      onInput=${(/** @type {FromInput} */ event) => onText(event.currentTarget.value)}
    />
  </div>`;
}

/**
 * Searches the loaded part at once, and the whole history as soon as it has loaded.
 *
 * @param {{text: string, soFar: Verification[]}} props
 */
function Found({ text, soFar }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  /** @param {Verification} verification */
  const haystack = ({ service, number, code }) => `${serviceLabel(service)} ${service} ${number ?? ''} ${code ?? ''}`.toLowerCase();
  const all = everyOne.state.value.value ?? soFar;
  const found = all.filter((each) => words.every((word) => haystack(each).includes(word)));
  if (found.length > 0) return html`<${Rows} items=${found} />`;
  return html`<p class="quiet" role="status">${everyOne.state.value.status === 'loading' ? t('loading') : t('historyNone', { text })}</p>`;
}

/** @param {{items: Verification[]}} props */
function Rows({ items }) {
  return html`<ul class="rows card">
    ${items.map((item) => {
      const verification = verificationById(item.id) ?? item;
      return html`<${VerificationRow} key=${item.id} verification=${verification}>
        ${!isOpen(verification) && html`<${Again} verification=${verification} />`}
      <//>`;
    })}
  </ul>`;
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
