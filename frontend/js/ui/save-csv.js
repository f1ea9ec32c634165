/** The button that saves a table as a CSV file. */
import { html, useState } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';
import { ProblemNotice } from './notice.js';
/** @import { Problem } from '../core/problem.js' */

/** @param {{make: () => Promise<void>}} props make reads the rows and lets the browser save the file */
export function SaveCsv({ make }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function save() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await make();
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
