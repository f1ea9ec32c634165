/** The link from the mail: confirm the address and say so. Works signed in or not, on any device. */
import { html, useEffect, useState } from '../../vendor.js';
import { session } from '../core/session.js';
import { account, confirmEmail } from '../data/account.js';
import { begun } from '../data/begun.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { takeToken } from './link-token.js';
/** @import { Problem } from '../core/problem.js' */

export default function ConfirmEmail() {
  const [token] = useState(takeToken);
  const [told, setTold] = useState(/** @type {{status: string, problem?: Problem}} */ ({ status: 'busy' }));

  function confirm() {
    if (!token) return;
    setTold({ status: 'busy' });
    confirmEmail(token).then(
      () => {
        setTold({ status: 'done' });
        if (session.value === 'in') account.reload();
      },
      (problem) => setTold({ status: 'problem', problem }),
    );
  }
  useEffect(confirm, []);
  // Without its token, after a reload: the account says whether the link did its work.
  const { status, value } = account.state.value;
  const isDone = told.status === 'done' || (!token && value?.user.email_verified === true);
  const mayBeDone = session.value === 'unknown' || (session.value === 'in' && !value && status !== 'failed');
  const isIncomplete = !token && !isDone && !mayBeDone;

  return html`<${Screen} title=${t('confirmTitle')} narrow>
    ${token && told.status === 'busy' && html`<p role="status">${t('confirmBusy')}</p>`}
    ${told.problem && html`<${ProblemNotice} problem=${told.problem} onRetry=${told.problem.uncertain ? confirm : null} />`}
    ${isIncomplete && html`<${Notice} kind="bad" role="status"><p>${t('resetNoToken')}</p><//>`}
    ${isDone && html`<${Notice} kind="good" role="status"><p>${t('confirmDone')}</p><//>`}
    ${(isDone || isIncomplete || told.problem) && html`<a class="button primary wide" href=${begun()}>${t('confirmGo')}</a>`}
  <//>`;
}
