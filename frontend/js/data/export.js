/** Everything that we keep about the customer and that they may take along, read from the lists that the page uses. */
import { get, query } from '../core/api.js';

const PAGE = 100;

/** @type {[name: string, path: string, items: string][]} */
const LISTS = [
  ['numbers', '/verifications', 'verifications'],
  ['entries', '/wallet/entries', 'entries'],
  ['payments', '/deposits', 'deposits'],
  ['account_log', '/account-log', 'entries'],
];

/**
 * @param {(rows: number) => void} onProgress gets the number of rows read so far
 * @returns {Promise<Record<string, unknown>>}
 */
export async function everythingOfMine(onProgress) {
  const [account, wallet, { sessions }, { templates }, factor] = await Promise.all([get('/me'), get('/wallet'), get('/sessions'), get('/templates'), get('/second-factor')]);
  /** @type {Record<string, unknown>} */
  const found = { made_at: new Date().toISOString(), account, wallet, sessions, saved_orders: templates, second_factor: factor };
  let rows = 0;
  for (const [name, path, items] of LISTS) {
    /** @type {unknown[]} */
    const list = [];
    /** @type {string | null} */
    let cursor = null;
    do {
      /** @type {any} */
      const page = await get(`${path}${query({ cursor, limit: PAGE })}`);
      list.push(...page[items]);
      cursor = page.next_cursor;
      rows += page[items].length;
      onProgress(rows);
    } while (cursor);
    found[name] = list;
  }
  return found;
}
