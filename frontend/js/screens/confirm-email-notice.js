/** Asks a new customer to confirm the address before the first order; a tap sends the mail again. */
import { html, useEffect, useState } from '../../vendor.js';
import { account, sendVerificationMail } from '../data/account.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */

export default function ConfirmEmailNotice() {
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  useEffect(() => {
    // The link usually opens in the mail app; when the customer returns, the page should already know.
    const lookAgain = () => document.hidden || account.reload();
    document.addEventListener('visibilitychange', lookAgain);
    addEventListener('focus', lookAgain);
    return () => {
      document.removeEventListener('visibilitychange', lookAgain);
      removeEventListener('focus', lookAgain);
    };
  }, []);

  async function send() {
    setProblem(null);
    try {
      await sendVerificationMail();
      setSent(true);
      announce(t('unverifiedSent'));
    } catch (refusal) {
      setProblem(refusal);
    }
  }

  return html`<${Notice} kind="warn" title=${t('unverifiedTitle')}>
      <p>${t('unverifiedText', { email: account.state.value.value?.user.email ?? '' })}</p>
      <div class="notice-actions">
        ${sent ? html`<b>${t('unverifiedSent')}</b>` : html`<button type="button" class="button small" onClick=${send}>${t('unverifiedSend')}</button>`}
      </div>
    <//>
    ${problem && html`<${ProblemNotice} problem=${problem} onRetry=${send} />`}`;
}
