/** What happened to the account, page by page: sign-ins, passwords, the second factor. */
import { get, query } from '../core/api.js';
import { pagedList } from './paged-list.js';
/** @import { AccountEntry } from '../types.d.ts' */

export const accountLog = pagedList(
  (cursor, limit) => get(`/account-log${query({ cursor, limit })}`),
  (page) => /** @type {AccountEntry[]} */ (page.entries).map((entry) => ({ ...entry, created_at: entry.at })),
);
