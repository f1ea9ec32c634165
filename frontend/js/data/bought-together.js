/** Numbers bought at once have an entry each, of one moment and one price; the statement shows them as one line. */
import { verificationById } from './verifications.js';
/** @import { Entry, Pages } from '../types.d.ts' */

/**
 * The lines of a statement: entries in their order, those of one batch together.
 *
 * @param {Entry[]} entries newest first
 * @returns {Entry[][]}
 */
export function linesOf(entries) {
  /** @type {Entry[][]} */
  const lines = [];
  for (const entry of entries) {
    const line = lines.at(-1);
    if (line && areTogether(line[0], entry)) line.push(entry);
    else lines.push([entry]);
  }
  return lines;
}

/**
 * The entries of the pages that came, but for a batch at their end whose other numbers may be on the next page.
 *
 * @param {Pages<Entry>} list
 */
export function wholeOnes({ items, next }) {
  const last = linesOf(items).at(-1) ?? [];
  return next && last.length > 1 ? items.slice(0, -last.length) : items;
}

/** @type {(one: Entry, other: Entry) => boolean} */
function areTogether(one, other) {
  const [first, second] = [one, other].map(({ verification_id: id }) => id && verificationById(id));
  // Two orders of one moment differ in their batch, once the page knows them.
  const mayBe = !first || !second || (first.batch_id !== null && first.batch_id === second.batch_id);
  return one.kind === 'purchase' && other.kind === 'purchase' && one.created_at === other.created_at && one.amount_minor === other.amount_minor && mayBe;
}
