/** "I lost my authenticator", on the page for a new password, and what happens then. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
/** @import { Problem } from '../core/problem.js' */
/** @typedef {{removed_at: string, stopped_by: 'code' | 'link'}} Waits */

/** @param {{report: () => Promise<void>, onWaits: (waits: Waits) => void}} props */
export function FactorLost({ report, onWaits }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  async function tell() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await report();
    } catch (refusal) {
      if (refusal.code === 'factor_waits') onWaits(refusal.facts);
      else setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  return html`<section class="form">
    <h2>${t('factorLostTitle')}</h2>
    <p class="field-hint">${t('factorLostHint')}</p>
    <button type="button" class="button wide" aria-disabled=${busy ? 'true' : undefined} onClick=${tell}>${t('factorLost')}</button>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
  </section>`;
}

/** @param {{waits: Waits}} props */
export function FactorWaits({ waits }) {
  return html`<${Screen} title=${t('factorWaitsTitle')} narrow>
    <${Notice} kind="good" role="status" title=${t('factorWaitsWhen', { time: dateTime(waits.removed_at) })}><p>${t('factorWaitsMails')}</p><//>
    <p>${t('factorWaitsThen')}</p>
    <p>${t(`factorWaitsStop.${waits.stopped_by}`)}</p>
    <p>${t('factorWaitsHelp')}</p>
  <//>`;
}
