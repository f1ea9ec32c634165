/** The catalogue: what is for sale and what it costs now. The last one is shown at once, then replaced. */
import { signal } from '../../vendor.js';
import { get, query } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { forget, recall, remember } from '../core/storage.js';

const PAGE = 100;
const MOST_PAGES = 5; // what the page keeps for its search; beyond it the server searches
const KEPT = 'services';
const RECENT = 'recent_services';
const KEEP_RECENT = 5;
const SOUGHT = ['whatsapp', 'telegram', 'google', 'facebook', 'instagram', 'discord', 'tiktok', 'signal', 'twitter', 'snapchat'];

/** @typedef {import('../types.d.ts').Service} Service */

/**
 * Names of the services bought last, newest first.
 *
 * @type {import('../../vendor.js').Signal<string[]>}
 */
export const recentNames = signal(recall(RECENT, []));

/** @type {() => Promise<{services: Service[], complete: boolean}>} */
const fetchCatalogue = async () => {
  let page = await servicesPage(null);
  let list = { services: onlySms(page.services), complete: page.next_cursor === null };
  // The first page is shown while the others load.
  if (catalogue.state.value.value === null) catalogue.state.value = { status: 'loading', value: list, problem: null };
  for (let number = 1; number < MOST_PAGES && page.next_cursor; number += 1) {
    page = await servicesPage(page.next_cursor);
    list = { services: [...list.services, ...onlySms(page.services)], complete: page.next_cursor === null };
  }
  remember(KEPT, list);
  return list;
};
export const catalogue = loadable(fetchCatalogue);

/** @type {(cursor: string | null) => Promise<{services: Service[], next_cursor: string | null}>} */
const servicesPage = (cursor) => get(`/services${query({ country: 'US', limit: PAGE, cursor })}`);

/** Show the last catalogue until the answer comes; the server checks prices at the purchase. */
export function openCatalogue() {
  showKnown();
  return catalogue.reload();
}

/** Labels of services, where prices do not matter: the last catalogue is enough. */
export function openLabels() {
  showKnown();
  if (catalogue.state.value.value === null) catalogue.reload();
}

function showKnown() {
  const known = recall(KEPT);
  if (known && catalogue.state.value.value === null) catalogue.state.value = { status: 'ready', value: known, problem: null };
}

/** Let the server search, for catalogues longer than what the page keeps. */
export const searchServices = loadable(async (/** @type {string} */ text) => ({
  text,
  services: onlySms((await get(`/services${query({ country: 'US', q: text, limit: PAGE })}`)).services),
}));

/**
 * Services whose label or name contains every word; recent ones first when nothing is typed.
 *
 * @param {Service[]} services
 * @param {string} text
 * @param {string[]} recent names
 */
export function matching(services, text, recent) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return recentFirst(services, recent);
  /** @param {Service} service */
  const haystack = (service) => `${service.label} ${service.name}`.toLowerCase();
  /** @param {Service} service */
  const rank = (service) => (haystack(service).startsWith(words[0]) ? 0 : 1);
  return services
    .filter((service) => words.every((word) => haystack(service).includes(word)))
    .sort((a, b) => rank(a) - rank(b));
}

/** @param {string} name */
export function noteBought(name) {
  recentNames.value = [name, ...recentNames.value.filter((each) => each !== name)].slice(0, KEEP_RECENT);
  remember(RECENT, recentNames.value);
}

export function forgetRecent() {
  recentNames.value = [];
  forget(RECENT);
}

/** @param {Service[]} services */
const onlySms = (services) => services.filter((service) => service.capability === 'sms');

/**
 * Recently used services, then the most popular, then the others as the server sorts them.
 *
 * @param {Service[]} services
 * @param {string[]} recent
 */
function recentFirst(services, recent) {
  const order = [...recent, ...SOUGHT];
  /** @param {Service} service */
  const place = (service) => (order.includes(service.name) ? order.indexOf(service.name) : order.length);
  return [...services].sort((a, b) => place(a) - place(b));
}

/**
 * The service with this name, if the page knows it.
 *
 * @param {string | null} name
 */
export function serviceNamed(name) {
  const lists = [catalogue.state.value.value?.services, searchServices.state.value.value?.services];
  return lists.flatMap((list) => list ?? []).find((service) => service.name === name) ?? null;
}

/**
 * The label of a service by its name; the name itself if the catalogue does not know it.
 *
 * @param {string} name
 */
export function serviceLabel(name) {
  return serviceNamed(name)?.label ?? name.charAt(0).toUpperCase() + name.slice(1);
}
