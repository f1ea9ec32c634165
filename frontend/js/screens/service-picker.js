/** Search and choose a service. Native radio buttons, so that keys and screen readers work as usual. */
import { html, useEffect } from '../../vendor.js';
import { money } from '../core/format.js';
import { catalogue, matching, meant, openCatalogue, priceOf, recentNames, searchServices } from '../data/services.js';
import { t } from '../texts/index.js';
import { Icon, Monogram } from '../ui/icon.js';
import { later } from '../ui/lazy.js';
import { Empty, Loaded } from '../ui/loaded.js';
/** @import { Draft } from '../data/draft.js' */
/** @import { FromInput, Service } from '../types.d.ts' */

/** @typedef {{services: Service[]}} Catalogue */

const SHOWN = 12; // a screen and a half on a small phone; beyond it, searching is quicker than scrolling
const TYPING_PAUSE_MS = 250;
const NothingFound = later.part('NothingFound', 0);

/**
 * @param {object} props
 * @param {string | null} props.first the service that the address asks for
 * @param {Draft} props.draft
 * @param {(part: Partial<Draft>) => void} props.onDraft
 * @param {(name: string) => void} props.onPick
 */
export function ServicePicker({ first, draft, onDraft, onPick }) {
  const { service: picked, search: text, all } = draft;
  const complete = catalogue.state.value.value?.complete ?? true;

  useEffect(() => {
    if (complete || text.trim() === '') return undefined;
    const timer = setTimeout(() => searchServices.reload(text.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, complete]);

  /** @param {KeyboardEvent} event */
  function enter(event) {
    const list = catalogue.state.value.value;
    const service = event.key === 'Enter' && list ? meant(found(list, text, first), text) : null;
    if (!service) return;
    event.preventDefault();
    onPick(service.name);
    // after the bar has its button
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector('.order-bar .primary'))?.focus());
  }

  return html`<div class="picker">
    <label class="unseen" for="service-search">${t('searchLabel')}</label>
    <div class="field-frame search">
      <${Icon} name="search" />
      <input
        id="service-search"
        type="search"
        value=${text}
        placeholder=${t('searchPlaceholder')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck=${false}
        data-shortcut="/"
        onKeyDown=${enter}
        onInput=${(/** @type {FromInput} */ event) => onDraft({ search: event.currentTarget.value })}
      />
    </div>
    <${Loaded} state=${catalogue.state.value} failed=${t('servicesFailed')} onRetry=${openCatalogue} rows=${SHOWN}>
      ${(/** @type {Catalogue} */ list) => html`<${Choices} services=${found(list, text, first)} ...${{ text, all, picked, onPick }} onAll=${() => onDraft({ all: true })} />`}
    <//>
  </div>`;
}

/**
 * The services that this page has, and those that the server found for the same words.
 *
 * @param {Catalogue} list
 * @param {string} text
 * @param {string | null} first
 */
function found(list, text, first) {
  const beyond = searchServices.state.value.value;
  const extra = beyond && beyond.text === text.trim() ? beyond.services : [];
  const names = new Set(list.services.map((service) => service.name));
  return matching([...list.services, ...extra.filter((service) => !names.has(service.name))], text, [first ?? '', ...recentNames.value]);
}

/**
 * @param {object} props
 * @param {Service[]} props.services
 * @param {string} props.text
 * @param {boolean} props.all
 * @param {() => void} props.onAll
 * @param {string | null} props.picked
 * @param {(name: string) => void} props.onPick
 */
function Choices({ services, text, all, onAll, picked, onPick }) {
  if (services.length === 0) {
    return text.trim() ? html`<${NothingFound} text=${text.trim()} />` : html`<${Empty} title=${t('servicesEmpty')} />`;
  }
  const shown = all || text ? services.slice(0, all ? services.length : SHOWN * 2) : services.slice(0, SHOWN);
  return html`<fieldset class="choices card">
      <legend class="unseen">${t('servicesLegend')}</legend>
      ${shown.map((service) => html`<${Choice} key=${service.name} ...${{ service, picked, onPick }} />`)}
    </fieldset>
    <p class="unseen" role="status">${text ? t('servicesCount', { count: services.length }) : ''}</p>
    ${shown.length < services.length &&
    html`<button type="button" class="button quiet wide" onClick=${onAll}>
      ${t('showMore')} <span class="quiet">${t('servicesCount', { count: services.length })}</span>
    </button>`}`;
}

/** @param {{service: Service, picked: string | null, onPick: (name: string) => void}} props */
function Choice({ service, picked, onPick }) {
  return html`<label class="choice">
    <${Monogram} of=${service.label} />
    <span class="choice-name">
      ${service.label} ${recentNames.value.includes(service.name) && html`<small>${t('recent')}</small>`}
      ${service.stock === 'none' && html`<small>${t('stockNone')}</small>`}
    </span>
    <span class="choice-price">${money(priceOf(service), service.currency)}</span>
    <input type="radio" name="service" value=${service.name} checked=${picked === service.name} onChange=${() => onPick(service.name)} />
  </label>`;
}
