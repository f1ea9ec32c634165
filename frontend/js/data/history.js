/** All verifications of the customer, page by page. */
import { get, query } from '../core/api.js';
import { pagedList } from './paged-list.js';
import { keep } from './verifications.js';

export const pastOnes = pagedList(
  (cursor, limit) => get(`/verifications${query({ cursor, limit })}`),
  (page) => {
    const verifications = /** @type {import('../types.d.ts').Verification[]} */ (page.verifications);
    keep(verifications);
    return verifications;
  },
);
