/** The entries of the wallet, page by page. */
import { get, query } from '../core/api.js';
import { pagedList } from './paged-list.js';

export const statement = pagedList(
  (cursor, limit) => get(`/wallet/entries${query({ cursor, limit })}`),
  (page) => /** @type {import('../types.d.ts').Entry[]} */ (page.entries),
);
