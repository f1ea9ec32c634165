/**
 * Cancel the number and refund it. Shown only while the server allows it, and not after a message arrived: the supplier
 * does not cancel a number that received one.
 */
import { html, useState } from '../../vendor.js';
import { cancel, fetchOne } from '../data/verifications.js';
import { t } from '../texts/index.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Verification } from '../types.d.ts' */
/** @import { Problem } from '../core/problem.js' */

/** @param {{verification: Verification}} props */
export function CancelButton({ verification }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  if (!verification.cancellable) return null;

  async function give() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await cancel(verification.id);
    } catch (refusal) {
      setProblem(refusal);
      fetchOne(verification.id).catch(() => {});
    } finally {
      setBusy(false);
    }
  }

  return html`${problem && html`<${ProblemNotice} problem=${problem} />`}
    <button type="button" class="button wide" aria-disabled=${busy ? 'true' : undefined} onClick=${give}>
      ${busy ? t('cancelBusy') : t('cancelOne')}
    </button>`;
}
