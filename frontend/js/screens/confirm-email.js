/** The link from the mail: confirm the address and say so. Works signed in or not, on any device. */
import { html, useEffect, useState } from '../../vendor.js';
import { session } from '../core/session.js';
import { account, confirmEmail } from '../data/account.js';
import { later } from '../later-texts.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { takeToken } from './link-token.js';

export default function ConfirmEmail() {
  const [token] = useState(takeToken);
  const [told, setTold] = useState({ status: token ? 'busy' : 'incomplete' });

  function confirm() {
    setTold({ status: 'busy' });
    confirmEmail(token).then(
      () => {
        setTold({ status: 'done' });
        if (session.value === 'in') account.reload();
      },
      (problem) => setTold({ status: 'problem', problem }),
    );
  }
  useEffect(() => {
    if (token) confirm();
  }, []);

  return html`<${Screen} title=${later.confirmTitle} narrow>
    ${told.status === 'busy' && html`<p role="status">${later.confirmBusy}</p>`}
    ${told.status === 'problem' && html`<${ProblemNotice} problem=${told.problem} onRetry=${told.problem.uncertain ? confirm : null} />`}
    ${told.status === 'incomplete' && html`<${Notice} kind="bad" role="status"><p>${later.resetNoToken}</p><//>`}
    ${told.status === 'done' && html`<${Notice} kind="good" role="status"><p>${later.confirmDone}</p><//>`}
    ${told.status !== 'busy' && html`<a class="button primary wide" href="/">${later.confirmGo}</a>`}
  <//>`;
}
