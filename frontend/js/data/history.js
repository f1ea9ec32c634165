/** The customer's verifications, page by page, as far as the filter of the address wants them. */
import { computed } from '../../vendor.js';
import { get, query } from '../core/api.js';
import { route } from '../core/router.js';
import { pagedList } from './paged-list.js';
import { keep } from './verifications.js';
/** @import { Verification } from '../types.d.ts' */

/** How a number may have ended, as the address and the API name it. */
export const OUTCOMES = ['received', 'none', 'open'];
const MOST_ROUNDS = 20; // the server looks at 500 rows a round, so that a rare row may be on a later one

/** `{state, service, from, to, label}` as in the address; days are this device's. */
export const filter = computed(() => {
  const { path, query: asked } = route.value;
  /** @param {string} name */
  const value = (name) => (path === '/history' ? (asked.get(name) ?? '') : '');
  return { state: OUTCOMES.includes(value('state')) ? value('state') : '', service: value('service'), from: day(value('from')), to: day(value('to')), label: value('label') };
});

/** @param {string} text */
const day = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '');

/**
 * The moment a local day begins, `days` later.
 *
 * @param {string} text
 * @param {number} [days]
 */
function beginningOf(text, days = 0) {
  if (!text) return null;
  const [year, month, date] = text.split('-').map(Number);
  return new Date(year, month - 1, date + days).toISOString();
}

/** @type {(cursor: string | null, limit: number) => Promise<{verifications: Verification[], next_cursor: string | null}>} */
async function fetchPage(cursor, limit) {
  const { state, service, from, to, label } = filter.peek();
  const wanted = { outcome: state, service, from: beginningOf(from), to: beginningOf(to, 1), label };
  let page = { verifications: [], next_cursor: cursor };
  for (let round = 0; round < MOST_ROUNDS && page.verifications.length === 0 && (round === 0 || page.next_cursor); round += 1) {
    page = await get(`/verifications${query({ ...wanted, cursor: page.next_cursor, limit })}`);
  }
  return page;
}

export const pastOnes = pagedList(fetchPage, (page) => {
  keep(page.verifications);
  return /** @type {Verification[]} */ (page.verifications);
});
