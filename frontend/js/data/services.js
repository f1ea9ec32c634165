/** The catalogue: what is for sale and what it costs now. The last one is shown at once, then replaced. */
import { signal } from '../../vendor.js';
import { get, query } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { forget, recall, remember } from '../core/storage.js';

const PAGE = 100;
const MOST_PAGES = 5; // what the page keeps for its search; beyond it the server searches
const KEPT = 'prices';
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
  // An empty one is a passing fault, and would hide that the next answer is lost.
  if (known?.services.length > 0 && catalogue.state.value.value === null) catalogue.state.value = { status: 'ready', value: known, problem: null };
}

/** Let the server search, for catalogues longer than what the page keeps. */
export const searchServices = loadable(async (/** @type {string} */ text) => ({
  text,
  services: onlySms((await get(`/services${query({ country: 'US', q: text, limit: PAGE })}`)).services),
}));

/**
 * What an order of the service costs, as the server counts it.
 *
 * @param {Service} service
 * @param {string[]} [areaCodes]
 * @param {string[]} [carriers]
 */
export function priceOf({ prices }, areaCodes = [], carriers = []) {
  if (areaCodes.length === 0) return carriers.length === 0 ? prices.any : prices.carrier;
  return carriers.length === 0 ? prices.area_code : prices.both;
}

const [EXACT, ALIAS, START, WORD, INSIDE, NOT] = [0, 1, 2, 3, 4, 5];

/**
 * How well a service fits what was typed. One or two letters are in every name, so they must begin it.
 *
 * @param {Service} service
 * @param {string} text in lower case
 */
function rank({ label, name, aliases }, text) {
  const names = `${label}\n${name}`.toLowerCase();
  if (names.split('\n').includes(text)) return EXACT;
  if (aliases.includes(text)) return ALIAS;
  if (`\n${names}`.includes(`\n${text}`)) return START;
  if (text.length < 3) return NOT;
  if (names.includes(` ${text}`)) return WORD;
  return text.split(/\s+/).every((word) => names.includes(word)) ? INSIDE : NOT;
}

/**
 * Services that fit the text, the best first; recent ones first when nothing is typed.
 *
 * @param {Service[]} services
 * @param {string} text
 * @param {string[]} recent names
 */
export function matching(services, text, recent) {
  const typed = text.trim().toLowerCase();
  if (typed === '') return recentFirst(services, recent);
  const ranked = services.map((service) => ({ service, at: rank(service, typed) }));
  return ranked
    .filter(({ at }) => at < NOT)
    .sort((a, b) => a.at - b.at)
    .map(({ service }) => service);
}

/**
 * The service that Enter picks: the only match, or one that is called exactly so.
 *
 * @param {Service[]} matches the best first
 * @param {string} text
 */
export function meant(matches, text) {
  const [best] = matches;
  const typed = text.trim().toLowerCase();
  return typed && best && (matches.length === 1 || rank(best, typed) <= ALIAS) ? best : null;
}

const OFFERED_INSTEAD = 3;

/**
 * At most three services of the same kind that have numbers, the most popular first.
 *
 * @param {Service} service
 */
export function alike({ name, kind }) {
  const all = catalogue.state.value.value?.services ?? [];
  const others = all.filter((each) => kind && each.kind === kind && each.name !== name && each.stock !== 'none');
  return recentFirst(others, []).slice(0, OFFERED_INSTEAD);
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
