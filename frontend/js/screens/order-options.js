/** Options for a number: area codes and carrier. Collapsed, since most customers do not use them. */
import { html, useState } from '../../vendor.js';
import { CARRIERS } from '../data/carriers.js';
import { t } from '../texts/index.js';
import { Field } from '../ui/form.js';
/** @import { FromInput } from '../types.d.ts' */
/** @import { Wishes } from '../data/draft.js' */

/** Area codes with many numbers, by city. */
const AREA_CODES = { 212: 'New York', 310: 'Los Angeles', 312: 'Chicago', 404: 'Atlanta', 713: 'Houston', 305: 'Miami' };

/**
 * @param {Wishes} options
 * @returns the options as the API takes them, or `error` when an area code is invalid.
 */
export function readOptions(options) {
  const areaCodes = options.areaCodes.split(/[\s,]+/).filter(Boolean);
  const error = areaCodes.some((code) => !/^[2-9]\d\d$/.test(code)) ? t('areaCodeWrong') : null;
  return { areaCodes, carriers: options.carrier ? [options.carrier] : [], error };
}

/**
 * @param {object} props
 * @param {Wishes} props.options
 * @param {(options: Wishes) => void} props.onOptions
 * @param {boolean} props.open
 * @param {boolean} props.suggest whether to offer area codes to tap
 * @param {string | null} props.avoid an area code that has just failed, so that others are suggested, or null
 */
export function OrderOptions({ options, onOptions, open, suggest, avoid }) {
  /** @type {(name: keyof Wishes) => (value: string) => void} */
  const set = (name) => (value) => onOptions({ ...options, [name]: value });
  const { error } = readOptions(options);
  // Decided once: emptying the field must not collapse it while the customer types.
  const [begunOpen] = useState(open || Object.values(options).some(Boolean));
  return html`<details class="options" open=${begunOpen}>
    <summary>${t('options')}</summary>
    <div class="options-body">
      <${Field}
        name="area-codes"
        label=${t('areaCode')}
        hint=${t('areaCodeHint')}
        error=${error}
        value=${options.areaCodes}
        onValue=${set('areaCodes')}
        inputmode="numeric"
        autocomplete="off"
      />
      ${suggest && html`<${Suggestions} avoid=${avoid} chosen=${options.areaCodes} onChoose=${set('areaCodes')} />`}
      <div class="field">
        <label for="carrier">${t('carrier')}</label>
        <div class="field-frame">
          <select id="carrier" value=${options.carrier} onChange=${(/** @type {FromInput} */ event) => set('carrier')(event.currentTarget.value)}>
            <option value="">${t('carrierAny')}</option>
            ${Object.entries(CARRIERS).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}
          </select>
        </div>
      </div>
      <${Field} name="label" label=${t('labelLabel')} value=${options.label} onValue=${set('label')} maxlength="64" autocomplete="off" />
    </div>
  </details>`;
}

/**
 * Area codes to tap, for customers who do not know any.
 *
 * @param {{avoid: string | null, chosen: string, onChoose: (codes: string) => void}} props
 */
function Suggestions({ avoid, chosen, onChoose }) {
  const offered = Object.entries(AREA_CODES).filter(([code]) => code !== avoid);
  return html`<div class="row" role="group" aria-label=${t('areaCodeSuggest')}>
    ${offered.map(([code, city]) => {
      const picked = chosen.trim() === code;
      return html`<button key=${code} type="button" class="chip" aria-pressed=${picked} onClick=${() => onChoose(picked ? '' : code)}>
        ${code} <span class="quiet">${city}</span>
      </button>`;
    })}
  </div>`;
}
