/** The whole statement as a CSV file. */
import { html } from '../../vendor.js';
import { download, localTime, toCsv } from '../core/csv.js';
import { dayOf } from '../core/format.js';
import { serviceLabel } from '../data/services.js';
import { fetchNamed, verificationById } from '../data/verifications.js';
import { statement } from '../data/statement.js';
import { t } from '../texts/index.js';
import { SaveCsv } from '../ui/save-csv.js';
/** @import { Entry } from '../types.d.ts' */

const COLUMNS = ['time', 'kind', 'service', 'amount', 'balance', 'reference'];
const NAMED_MOST = 1000; // ten requests; older rows keep their reference, which identifies them as well

export const StatementCsv = () => html`<${SaveCsv} make=${save} />`;

async function save() {
  const entries = await statement.everything();
  const ids = entries.flatMap((entry) => entry.verification_id ?? []);
  for (let start = 0; start < Math.min(ids.length, NAMED_MOST); start += 100) await fetchNamed(ids.slice(start, start + 100));
  const first = dayOf(Date.parse(entries.at(-1)?.created_at ?? '') || Date.now());
  download(`callbox-statement-${first}_${dayOf(Date.now())}.csv`, toCsv([COLUMNS.map((name) => t(`column.${name}`)), ...entries.map(row)]));
}

/** @param {Entry} entry */
function row(entry) {
  const verification = entry.verification_id && verificationById(entry.verification_id);
  return [
    localTime(entry.created_at),
    t(`entry.${entry.kind}`),
    verification ? serviceLabel(verification.service) : '',
    entry.amount_minor / 100,
    entry.balance_after_minor / 100,
    entry.verification_id ?? entry.deposit_id ?? '',
  ];
}
