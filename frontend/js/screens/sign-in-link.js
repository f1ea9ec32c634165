/** The mailed link that signs in the browser that asked for it, while too many tries keep its network or account closed. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate } from '../core/router.js';
import { signInByLink } from '../core/session.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { takeToken } from './link-token.js';
/** @import { Problem } from '../core/problem.js' */

export default function SignInLink() {
  const [token] = useState(takeToken);
  const [state, setState] = useState(token ? 'busy' : 'bad');
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const form = useForm({ initial: { code: '' }, check: () => ({}), fieldOf: { invalid_code: 'code' }, send: ({ code }) => open(code) });

  /** @param {string} [code] */
  async function open(code) {
    await signInByLink(token ?? '', code || undefined);
    navigate('/', { replace: true });
  }
  function begin() {
    if (!token) return;
    setProblem(null);
    open().catch((refused) => {
      if (refused.code === 'second_factor_required') setState('code');
      else if (refused.code === 'invalid_token') setState('bad');
      else setProblem(refused);
    });
  }
  useEffect(begin, []);

  return html`<${Screen} title=${t('signInTitle')} narrow>
    ${problem && html`<${ProblemNotice} problem=${problem} onRetry=${begin} />`}
    ${state === 'busy' && !problem && html`<p role="status">${t('signInBusy')}</p>`}
    ${state === 'bad' && html`<${Notice} kind="bad" role="status"><p>${t('signInLinkNo')}</p><//><a class="button primary wide" href="/sign-in">${t('signInButton')}</a>`}
    ${state === 'code' &&
    html`<${Form} of=${form}>
      <${Field} ...${form.field('code')} label=${t('factorCode')} hint=${t('factorHint')} autocomplete="one-time-code" autocapitalize="none" maxLength="40" />
      <${Submit} busy=${form.busy} busyText=${t('signInBusy')}>${t('signInButton')}<//>
    <//>`}
  <//>`;
}
