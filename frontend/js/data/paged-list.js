/** A list that comes page by page: newest first, more on request, all for an export. Emptied at sign-out. */
import { effect } from '../../vendor.js';
import { loadable } from '../core/loadable.js';
import { session } from '../core/session.js';

const PAGE = 20;
const EXPORT_PAGE = 100;
const EXPORT_MAX_PAGES = 100; // 10,000 rows: years of daily use, and still a small file

/**
 * @template {{created_at: string}} Item
 * @param {(cursor: string | null, limit: number) => Promise<any>} fetchPage answers a page with `next_cursor`
 * @param {(page: any) => Item[]} itemsOf
 */
export function pagedList(fetchPage, itemsOf) {
  const first = loadable(async () => toList([], await fetchPage(null, PAGE)));
  const more = loadable(async () => {
    const shown = first.state.value.value;
    if (!shown) return;
    first.state.value = { status: 'ready', problem: null, value: toList(shown.items, await fetchPage(shown.next, PAGE)) };
  });

  /** @type {(before: Item[], page: any) => import('../types.d.ts').Pages<Item>} */
  const toList = (before, page) => ({ items: [...before, ...itemsOf(page)], next: page.next_cursor });

  /** All items, up to the maximum. */
  const everything = () => since('');

  /**
   * Items made at or after an ISO time.
   *
   * @param {string} time
   */
  async function since(time) {
    let list = /** @type {import('../types.d.ts').Pages<Item>} */ ({ items: [], next: null });
    for (let page = 0; page < EXPORT_MAX_PAGES && (page === 0 || list.next); page += 1) {
      list = toList(list.items, await fetchPage(list.next, EXPORT_PAGE));
      const oldest = list.items.at(-1);
      if (oldest && oldest.created_at < time) break;
    }
    return list.items.filter((item) => item.created_at >= time);
  }

  effect(() => {
    if (session.value === 'out') first.clear();
  });

  return { state: first.state, reload: first.reload, more, everything, since };
}
