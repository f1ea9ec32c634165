/** The link from the mail: confirm the address and say so. Works signed in or not, on any device. */
import { html, useEffect, useState } from '../../vendor.js';
import { session } from '../core/session.js';
import { account, confirmEmail } from '../data/account.js';
import { t } from '../texts/index.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { takeToken } from './link-token.js';
/** @import { Problem } from '../core/problem.js' */

export default function ConfirmEmail() {
  const [token] = useState(takeToken);
  const [told, setTold] = useState(/** @type {{status: string, problem?: Problem}} */ ({ status: token ? 'busy' : 'incomplete' }));

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

  return html`<${Screen} title=${t('confirmTitle')} narrow>
    ${told.status === 'busy' && html`<p role="status">${t('confirmBusy')}</p>`}
    ${told.problem && html`<${ProblemNotice} problem=${told.problem} onRetry=${told.problem.uncertain ? confirm : null} />`}
    ${told.status === 'incomplete' && html`<${Notice} kind="bad" role="status"><p>${t('resetNoToken')}</p><//>`}
    ${told.status === 'done' && html`<${Notice} kind="good" role="status"><p>${t('confirmDone')}</p><//>`}
    ${told.status !== 'busy' && html`<a class="button primary wide" href="/">${t('confirmGo')}</a>`}
  <//>`;
}
