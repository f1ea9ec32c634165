/**
 * Saved combinations of service, area codes, carrier and price cap: ordered with one tap.
 *
 * They live in this browser at once and without a network, and on the account when it can be reached. Each one that
 * the account has not taken yet is `dirty`; each one deleted here but not there leaves a tombstone in `gone`.
 */
import { computed, signal } from '../../vendor.js';
import { get, put, remove } from '../core/api.js';
import { recall, remember } from '../core/storage.js';
import { newId } from '../core/ids.js';

const MOST = 50; // what the account holds

const book = signal({ owner: null, list: [], gone: [] });

/** Most recently used first. */
export const templates = computed(() => [...book.value.list].sort((a, b) => b.usedAt - a.usedAt));
export const templatesFull = computed(() => book.value.list.length >= MOST);

const kept = (owner) => `templates.${owner}`;

function change(next) {
  book.value = { ...book.value, ...next };
  remember(kept(book.value.owner), { list: book.value.list, gone: book.value.gone });
}

/** Show what this browser has for the customer. */
export function showTemplates(owner) {
  book.value = { owner, list: [], gone: [], ...recall(kept(owner), {}) };
}

/** The same, and agree with the account. */
export async function openTemplates(owner) {
  showTemplates(owner);
  await synchronise();
}

export function closeTemplates() {
  book.value = { owner: null, list: [], gone: [] };
}

/** @param order as the API takes it. @returns the template; the account hears of it when it can. */
export function saveTemplate(name, order) {
  const template = { id: newId(), name, ...order, usedAt: Date.now(), dirty: true };
  change({ list: [...book.value.list, template].slice(-MOST) });
  synchronise();
  return template;
}

export function editTemplate(id, changes) {
  change({ list: book.value.list.map((each) => (each.id === id ? { ...each, ...changes, dirty: true } : each)) });
  synchronise();
}

export function deleteTemplate(id) {
  change({ list: book.value.list.filter((each) => each.id !== id), gone: [...book.value.gone, id] });
  synchronise();
}

export function noteUsed(id) {
  change({ list: book.value.list.map((each) => (each.id === id ? { ...each, usedAt: Date.now() } : each)) });
}

/** Send what is new here, then take what is new there. A failure leaves all as it is for the next time. */
async function synchronise() {
  const { owner } = book.value;
  try {
    for (const id of book.value.gone) await bury(id);
    for (const template of book.value.list.filter((each) => each.dirty)) await upload(template);
    const { templates: theirs } = await get('/templates');
    if (book.value.owner === owner) change({ list: merged(theirs) });
  } catch {
    // The templates work from this browser alone.
  }
}

async function bury(id) {
  try {
    await remove(`/templates/${id}`);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
  }
  change({ gone: book.value.gone.filter((each) => each !== id) });
}

async function upload(template) {
  const { id, usedAt, dirty, ...body } = template;
  await put(`/templates/${id}`, body);
  const same = (each) => each.id === id && each.name === body.name && each.max_price_minor === body.max_price_minor;
  change({ list: book.value.list.map((each) => (same(each) ? { ...each, dirty: false } : each)) });
}

/** Theirs where they are newer, ours where the account has not heard of them. */
function merged(theirs) {
  const mine = new Map(book.value.list.map((each) => [each.id, each]));
  const unsent = book.value.list.filter((each) => each.dirty);
  const taken = theirs
    .filter((each) => !book.value.gone.includes(each.id) && !mine.get(each.id)?.dirty)
    .map((each) => ({ ...plain(each), usedAt: mine.get(each.id)?.usedAt ?? 0 }));
  return [...taken, ...unsent].slice(0, MOST);
}

function plain({ id, name, service, country, capability, area_codes, carriers, max_price_minor }) {
  return { id, name, service, country, capability, area_codes, carriers, max_price_minor };
}
