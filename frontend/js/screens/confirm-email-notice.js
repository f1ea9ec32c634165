/**
 * Asks a new customer to confirm the address before the first order; a tap sends the mail again. Once it is confirmed, it
 * says so in the same place until the screen is left, since a notice that disappears moves all below it.
 */
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../vendor.js';
import { heightInRem } from '../core/height.js';
import { lookAgainAndAgain } from '../core/looking-again.js';
import { remember } from '../core/storage.js';
import { CONFIRM_HEIGHT, account, forgetMailedTo, mailedTo, sendVerificationMail } from '../data/account.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */

/** @param {{email: string}} props */
export function ConfirmEmailNotice({ email }) {
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const isConfirmed = account.state.value.value !== null && !mailedTo.value;

  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const height = useRef('');
  useLayoutEffect(() => {
    if (isConfirmed || !box.current) return;
    height.current = `${heightInRem(box.current)}rem`;
    remember(CONFIRM_HEIGHT, height.current);
  });

  useEffect(() => {
    if (isConfirmed) return forgetMailedTo;
    // The link usually opens in the mail app; when the customer returns, the page should already know. Opened on another
    // device, nothing tells this one.
    const lookAgain = () => document.hidden || account.reload();
    document.addEventListener('visibilitychange', lookAgain);
    addEventListener('focus', lookAgain);
    const end = lookAgainAndAgain(account.reload);
    return () => {
      end();
      document.removeEventListener('visibilitychange', lookAgain);
      removeEventListener('focus', lookAgain);
    };
  }, [isConfirmed]);

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

  return html`<div ref=${box} class="confirm-box" style=${{ minHeight: isConfirmed ? height.current : '' }}>
    ${isConfirmed
      ? html`<${Notice} kind="good" title=${t('verifiedTitle')}><p>${t('verifiedText')}</p><//>`
      : html`<${Notice} kind="warn" title=${t('unverifiedTitle')}>
          <p>${t('unverifiedText', { email })}</p>
          <div class="notice-actions">
            ${sent ? html`<b>${t('unverifiedSent')}</b>` : html`<button type="button" class="button small" onClick=${send}>${t('unverifiedSend')}</button>`}
          </div>
        <//>`}
    ${problem && html`<${ProblemNotice} problem=${problem} onRetry=${send} />`}
  </div>`;
}
