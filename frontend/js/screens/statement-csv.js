/** The whole statement as a CSV file. */
import { html, useState } from '../../vendor.js';
import { download, toCsv } from '../core/csv.js';
import { serviceLabel } from '../data/services.js';
import { fetchNamed, verificationById } from '../data/verifications.js';
import { statement } from '../data/statement.js';
import { t } from '../texts/index.js';
import { Icon } from '../ui/icon.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Entry } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

const COLUMNS = ['time', 'kind', 'service', 'amount', 'balance', 'reference'];
const NAMED_MOST = 1000; // ten requests; older rows keep their reference, which identifies them as well

export function StatementCsv() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function save() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const entries = await statement.everything();
      const ids = entries.flatMap((entry) => entry.verification_id ?? []);
      for (let start = 0; start < Math.min(ids.length, NAMED_MOST); start += 100) await fetchNamed(ids.slice(start, start + 100));
      download('callbox-statement.csv', toCsv([COLUMNS.map((name) => t(`column.${name}`)), ...entries.map(row)]));
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  return html`${problem && html`<${ProblemNotice} problem=${problem} onRetry=${save} />`}
    <button type="button" class="button small" aria-disabled=${busy ? 'true' : undefined} onClick=${save}>
      <${Icon} name="down" />${busy ? t('saveCsvBusy') : t('saveCsv')}
    </button>`;
}

/** @param {Entry} entry */
function row(entry) {
  const verification = entry.verification_id && verificationById(entry.verification_id);
  return [
    entry.created_at,
    t(`entry.${entry.kind}`),
    verification ? serviceLabel(verification.service) : '',
    entry.amount_minor / 100,
    entry.balance_after_minor / 100,
    entry.verification_id ?? entry.deposit_id ?? '',
  ];
}
