/**
 * Saved combinations of service, area codes, carrier and price cap: ordered with one tap.
 *
 * They are saved in this browser at once, even offline, and on the account when it can be reached. Each one that
 * the account does not have yet is `dirty`; each one deleted here but not there leaves a tombstone in `gone`.
 */
import { computed, signal } from '../../vendor.js';
import { get, put, remove } from '../core/api.js';
import { forget, recall, remember } from '../core/storage.js';
import { newId } from '../core/ids.js';

const MOST = 50; // what the account holds

/**
 * @typedef {import('../types.d.ts').Template} Template
 * @typedef {import('../types.d.ts').SavedOrder} SavedOrder
 * @typedef {{owner: string | null, list: Template[], gone: string[]}} Book
 */

/** @type {Book} */
const EMPTY = { owner: null, list: [], gone: [] };

const book = signal(EMPTY);

/** Most recently used first. */
export const templates = computed(() => [...book.value.list].sort((a, b) => b.usedAt - a.usedAt));
export const templatesFull = computed(() => book.value.list.length >= MOST);

/**
 * Why the last template was not taken, or null.
 *
 * @type {import('../../vendor.js').Signal<import('../core/problem.js').Problem | null>}
 */
export const refusedTemplate = signal(null);

/** @param {string | null} owner */
const kept = (owner) => `templates.${owner}`;

/** @param {Partial<Book>} next */
function change(next) {
  book.value = { ...book.value, ...next };
  remember(kept(book.value.owner), { list: book.value.list, gone: book.value.gone });
}

/**
 * Show what this browser stores for the customer.
 *
 * @param {string} owner
 */
export function showTemplates(owner) {
  book.value = { ...EMPTY, owner, ...recall(kept(owner), {}) };
}

/**
 * The same, and synchronize with the account.
 *
 * @param {string} owner
 */
export async function openTemplates(owner) {
  showTemplates(owner);
  await synchronise();
}

export function closeTemplates() {
  book.value = EMPTY;
}

/** Delete this browser's copy. What the account does not have yet is kept for the customer's next visit. */
export function forgetTemplates() {
  const list = book.value.list.filter((each) => each.dirty);
  if (list.length > 0 || book.value.gone.length > 0) change({ list });
  else forget(kept(book.value.owner));
}

/**
 * @param {string} name
 * @param {import('../types.d.ts').Order} order
 * @returns the template; it is sent to the account when possible.
 */
export function saveTemplate(name, order) {
  const template = { id: newId(), name, ...order, usedAt: Date.now(), dirty: true };
  change({ list: [...book.value.list, template].slice(-MOST) });
  synchronise();
  return template;
}

/** @type {(id: string, changes: Partial<SavedOrder>) => void} */
export function editTemplate(id, changes) {
  change({ list: book.value.list.map((each) => (each.id === id ? { ...each, ...changes, dirty: true } : each)) });
  synchronise();
}

/** @param {string} id */
export function deleteTemplate(id) {
  change({ list: book.value.list.filter((each) => each.id !== id), gone: [...book.value.gone, id] });
  synchronise();
}

/** @param {string} id */
export function noteUsed(id) {
  change({ list: book.value.list.map((each) => (each.id === id ? { ...each, usedAt: Date.now() } : each)) });
}

/** Send what is new here, then take over what is new there. A failure changes nothing and is repeated next time. */
async function synchronise() {
  const { owner } = book.value;
  try {
    for (const id of book.value.gone) await bury(id);
    for (const template of book.value.list.filter((each) => each.dirty)) await upload(template);
    const { templates: theirs } = await get('/templates');
    if (book.value.owner === owner) change({ list: merged(theirs) });
  } catch {
    // The templates also work from this browser alone.
  }
}

/** @param {string} id */
async function bury(id) {
  try {
    await remove(`/templates/${id}`);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
  }
  change({ gone: book.value.gone.filter((each) => each !== id) });
}

/** @param {Template} template */
async function upload(template) {
  const { id, ...body } = plain(template);
  try {
    await put(`/templates/${id}`, body);
  } catch (problem) {
    if (problem.code !== 'area_code_unknown') throw problem;
    // It can never be ordered; kept, it would be sent again each time and hold up the others.
    change({ list: book.value.list.filter((each) => each.id !== id) });
    refusedTemplate.value = problem;
    return;
  }
  /** @param {Template} each */
  const same = (each) => each.id === id && each.name === body.name && each.max_price_minor === body.max_price_minor;
  change({ list: book.value.list.map((each) => (same(each) ? { ...each, dirty: false } : each)) });
}

/**
 * The account's templates, except where ours are not sent yet.
 *
 * @param {SavedOrder[]} theirs
 */
function merged(theirs) {
  const mine = new Map(book.value.list.map((each) => [each.id, each]));
  const unsent = book.value.list.filter((each) => each.dirty);
  const taken = theirs
    .filter((each) => !book.value.gone.includes(each.id) && !mine.get(each.id)?.dirty)
    .map((each) => ({ ...plain(each), usedAt: mine.get(each.id)?.usedAt ?? 0 }));
  return [...taken, ...unsent].slice(0, MOST);
}

/** @param {SavedOrder} saved */
function plain({ id, name, service, country, capability, area_codes, carriers, max_price_minor }) {
  return { id, name, service, country, capability, area_codes, carriers, max_price_minor };
}
