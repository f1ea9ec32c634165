/** Above every screen while the second factor waits to be removed: until when, and a tap that stops it. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { account, keepSecondFactor } from '../data/account.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */

/** @param {{lost: {removed_at: string, ruled: boolean}}} props */
export default function LostFactor({ lost }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function stop() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await keepSecondFactor();
      announce(t('lostStopped'));
      await account.reload(); // without a removal that waits, this notice goes
    } catch (refusal) {
      setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  return html`<${Notice} kind="bad" title=${t('lostTitle', { time: dateTime(lost.removed_at) })}>
      <p>${t(lost.ruled ? 'lostRuled' : 'lostAsked')}</p>
      ${!lost.ruled &&
      html`<div class="notice-actions">
        <button type="button" class="button small" aria-disabled=${busy ? 'true' : undefined} onClick=${stop}>${t('lostStop')}</button>
      </div>`}
    <//>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}`;
}
