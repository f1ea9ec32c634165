/** The wallet and its statement, as the server has them. Never guessed ahead of an answer. */
import { get, query } from '../core/api.js';
import { loadable } from '../core/loadable.js';
import { pagedList } from './paged-list.js';

export const wallet = loadable(() => get('/wallet'));

export const statement = pagedList(
  (cursor, limit) => get(`/wallet/entries${query({ cursor, limit })}`),
  (page) => page.entries,
);
