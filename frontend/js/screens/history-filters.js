/** What of the history is shown. The address holds it, so that a link, a reload and the way back show the same. */
import { html, useEffect, useState } from '../../vendor.js';
import { query } from '../core/api.js';
import { navigate } from '../core/router.js';
import { OUTCOMES } from '../data/history.js';
import { catalogue } from '../data/services.js';
import { t } from '../texts/index.js';
import { Field } from '../ui/form.js';
/** @import { FromInput } from '../types.d.ts' */

const TYPING_MS = 400;

/** @typedef {{state: string, service: string, from: string, to: string, label: string}} Asked */

/** @param {{asked: Asked}} props */
export function HistoryFilters({ asked }) {
  const services = catalogue.state.value.value?.services ?? [];
  const [label, setLabel] = useState(asked.label);
  /** @param {Partial<Asked>} change */
  const ask = (change) => navigate(`/history${query({ ...asked, ...change })}`, { replace: true });
  useEffect(() => setLabel(asked.label), [asked.label]);
  useEffect(() => {
    if (label === asked.label) return undefined;
    const timer = setTimeout(() => ask({ label }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [label]);
  const [isOpen] = useState(Boolean(asked.service || asked.from || asked.to || asked.label));

  return html`<div class="row" role="group" aria-label=${t('filterLegend')}>
      ${['', ...OUTCOMES].map(
        (name) => html`<button key=${name} type="button" class="chip" aria-pressed=${asked.state === name} onClick=${() => ask({ state: name })}>${t(`outcome.${name || 'all'}`)}</button>`,
      )}
    </div>
    <details class="options" open=${isOpen}>
      <summary>${t('moreFilters')}</summary>
      <div class="options-body filters">
        <div class="field">
          <label for="filter-service">${t('column.service')}</label>
          <div class="field-frame">
            <select id="filter-service" value=${asked.service} onChange=${(/** @type {FromInput} */ event) => ask({ service: event.currentTarget.value })}>
              <option value="">${t('anyService')}</option>
              ${services.map(({ name, label: shown }) => html`<option key=${name} value=${name}>${shown}</option>`)}
            </select>
          </div>
        </div>
        <${Field} name="from" type="date" label=${t('filterFrom')} value=${asked.from} onValue=${(/** @type {string} */ from) => ask({ from })} />
        <${Field} name="to" type="date" label=${t('filterTo')} value=${asked.to} onValue=${(/** @type {string} */ to) => ask({ to })} />
        <${Field} name="label" label=${t('column.label')} value=${label} onValue=${setLabel} maxlength="64" autocomplete="off" />
      </div>
    </details>`;
}
