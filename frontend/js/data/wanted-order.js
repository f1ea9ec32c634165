/** The order for which a customer tops up: from the address to the payment and back, kept on this device for a day. */
import { forget, recall, remember } from '../core/storage.js';
import { LEAST, MOST } from './batches.js';
import { priceOf, serviceNamed } from './services.js';

const KEPT = 'wanted_order';
const KEPT_FOR_MS = 24 * 3_600_000;
const STEP_MINOR = 100_00; // what is missing is rounded up to a whole hundred naira

/** @typedef {{service: string, areaCodes: string[], carriers: string[], quantity: number}} Wanted */

/**
 * The order that an address names, or null.
 *
 * @param {URLSearchParams} query
 * @returns {Wanted | null}
 */
export function wantedIn(query) {
  const service = query.get('service');
  if (!service) return null;
  const list = (/** @type {string} */ name) => (query.get(name) ?? '').split(',').filter(Boolean);
  const several = Number(query.get('quantity'));
  const quantity = Number.isInteger(several) && several >= LEAST && several <= MOST ? several : 1;
  return { service, areaCodes: list('area_codes'), carriers: list('carrier'), quantity };
}

/**
 * What each number of the order costs by the catalogue that the page has, or null for an unknown service.
 *
 * @param {Wanted} wanted
 */
export function priceOfWanted({ service: name, areaCodes, carriers }) {
  const service = serviceNamed(name);
  return service && priceOf(service, areaCodes, carriers);
}

/**
 * The least top-up that pays for it.
 *
 * @param {number} price
 * @param {number} balance
 * @param {number} least
 */
export const missingFor = (price, balance, least) => Math.max(least, Math.ceil((price - balance) / STEP_MINOR) * STEP_MINOR);

/** @type {(depositId: string, wanted: Wanted) => void} */
export const keepWanted = (depositId, wanted) => void remember(KEPT, { depositId, wanted, at: Date.now() });

/**
 * The order for which this top-up was made, if that was less than a day ago.
 *
 * @param {string} depositId
 * @returns {Wanted | null}
 */
export function wantedFor(depositId) {
  const kept = recall(KEPT);
  return kept && kept.depositId === depositId && Date.now() - kept.at < KEPT_FOR_MS ? kept.wanted : null;
}

/** It was ordered. */
export const dropWanted = () => forget(KEPT);

/**
 * The wallet with the order in its address.
 *
 * @param {Wanted} wanted
 */
export const walletFor = ({ service, areaCodes, carriers, quantity }) =>
  `/wallet?${new URLSearchParams({ service, area_codes: areaCodes.join(), carrier: carriers.join(), quantity: String(quantity) })}`;
