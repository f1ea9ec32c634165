/** The order that is being put together on the first screen. It lives as long as the page: a look at the wallet keeps it. */
import { CARRIERS } from './carriers.js';

/**
 * @typedef {{areaCodes: string, carrier: string, label: string}} Wishes
 * @typedef {{service: string | null, wishes: Wishes, search: string, all: boolean}} Draft `all`: the whole list is shown
 */

/** @type {Draft | null} */
let kept = null;

/**
 * The draft to go on with. An address that names a service begins a new one, and only once: who goes back to it finds
 * what they have changed since.
 *
 * @param {URLSearchParams} asked
 * @returns {Draft}
 */
export function openDraft(asked) {
  if (kept && (!asked.has('service') || history.state?.answered)) return kept;
  return { service: asked.get('service'), wishes: wishesIn(asked), search: '', all: false };
}

/** @param {Draft} draft */
export function keepDraft(draft) {
  kept = draft;
  history.replaceState({ answered: true }, '');
}

/** It was ordered, or the session ended. */
export function forgetDraft() {
  kept = null;
}

/**
 * The wishes in an address, as in a link from the history.
 *
 * @param {URLSearchParams} query
 * @returns {Wishes}
 */
function wishesIn(query) {
  const carrier = query.get('carrier') ?? '';
  return { areaCodes: query.get('area_codes') ?? '', carrier: carrier in CARRIERS ? carrier : '', label: '' };
}
