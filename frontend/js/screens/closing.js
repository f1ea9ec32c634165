/** Above every screen while the account waits to be closed: when, what stays the customer's, and a tap that keeps it. */
import { html, useState } from '../../vendor.js';
import { dateTime, money } from '../core/format.js';
import { keepAccount } from '../data/closing.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */
/** @import { Closing as Shown } from '../types.d.ts' */

/** @param {{closing: Shown}} props */
export function Closing({ closing }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function keep() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await keepAccount(); // the account is loaded anew, and this notice goes
      announce(t('closingKept'));
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  const amount = money(closing.left_minor, closing.currency);
  return html`<${Notice} kind="warn" title=${t('closingTitle', { time: dateTime(closing.closes_at) })}>
      <p>${t('closingLead')}</p>
      ${closing.left_minor > 0 && html`<p>${t('closingLeft', { amount })} <strong class="whole">${closing.claim}</strong></p>`}
      <div class="notice-actions">
        <button type="button" class="button small" aria-disabled=${busy ? 'true' : undefined} onClick=${keep}>${t('keepAccount')}</button>
      </div>
    <//>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}`;
}
