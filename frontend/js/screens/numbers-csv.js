/** The numbers that the history shows, all of its pages, as a CSV file. */
import { html } from '../../vendor.js';
import { download, localTime, toCsv } from '../core/csv.js';
import { dayOf } from '../core/format.js';
import { filter, pastOnes } from '../data/history.js';
import { serviceLabel } from '../data/services.js';
import { isRefunded, newestCode } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { SaveCsv } from '../ui/save-csv.js';
/** @import { Verification } from '../types.d.ts' */

const COLUMNS = ['time', 'service', 'number', 'code', 'price', 'returned', 'state', 'label', 'reference'];

export const NumbersCsv = () => html`<${SaveCsv} make=${save} />`;

async function save() {
  const rows = await pastOnes.everything();
  const { from, to } = filter.peek();
  const first = from || dayOf(Date.parse(rows.at(-1)?.created_at ?? '') || Date.now());
  const last = to || dayOf(Date.now());
  download(`callbox-numbers-${first}_${last}.csv`, toCsv([COLUMNS.map((name) => t(`column.${name}`)), ...rows.map(row)]));
}

/** @param {Verification} verification */
function row(verification) {
  const { id, created_at: at, service, number, price_minor: price, state, reference } = verification;
  const returned = isRefunded(verification) ? price / 100 : 0;
  return [localTime(at), serviceLabel(service), number, newestCode(verification), price / 100, returned, t(`state.${state}`), reference, id];
}
