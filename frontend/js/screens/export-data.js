/** All that we keep about the customer, as one file. The browser makes it: no copy of it lies about anywhere. */
import { html, useState } from '../../vendor.js';
import { download } from '../core/csv.js';
import { everythingOfMine } from '../data/export.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */

export function ExportData() {
  const [rows, setRows] = useState(/** @type {number | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function save() {
    if (rows !== null) return;
    setRows(0);
    setProblem(null);
    try {
      const found = await everythingOfMine(setRows);
      download(`callbox-export-${String(found.made_at).slice(0, 10)}.json`, JSON.stringify(found, null, 1), 'application/json');
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setRows(null);
    }
  }

  const busy = rows !== null;
  return html`<button type="button" class="button small" aria-disabled=${busy ? 'true' : undefined} onClick=${save}>${busy ? t('exportBusy', { count: rows }) : t('exportData')}</button>
    <p class="field-hint">${t('exportNote')}</p>
    ${problem && html`<${ProblemNotice} problem=${problem} onRetry=${save} />`}`;
}
