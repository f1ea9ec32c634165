/** Sign in, and return to the requested screen. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate, route, safeReturn } from '../core/router.js';
import { signIn } from '../core/session.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { Screen } from '../ui/screen.js';
import { Working, useWork } from '../ui/working.js';
import { checkEmail } from './credentials.js';

export default function SignIn() {
  const next = safeReturn(route.value.query.get('next'));
  const [asked, setAsked] = useState(false);
  const [mailed, setMailed] = useState(false);
  const work = useWork();
  const form = useForm({
    initial: { email: '', password: '', code: '' },
    check: ({ email, password }) => ({ ...checkEmail(email), ...(password ? {} : { password: t('passwordMissing') }) }),
    fieldOf: { invalid_credentials: 'password', invalid_code: 'code' },
    send: async ({ email, password, code }) => {
      try {
        setMailed(false);
        await work.send((headers) => signIn(email.trim(), password, code || undefined, headers));
      } catch (problem) {
        if (problem.code === 'rate_limited') setMailed(true);
        else if (problem.code === 'second_factor_required') setAsked(true);
        else if (problem.code !== 'stopped') throw problem;
        return;
      }
      navigate(next, { replace: true });
    },
  });
  useEffect(() => {
    if (asked) document.getElementById('code')?.focus();
  }, [asked]);
  return html`<${Screen} title=${t('signInTitle')} narrow>
    ${mailed && html`<${Notice} kind="bad" role="status"><p>${t('signInMailed')}</p><//>`}
    <${Form} of=${form}>
      <${Field} ...${form.field('email')} label=${t('email')} type="email" autocomplete="username" inputmode="email" autocapitalize="none" />
      <${PasswordField} ...${form.field('password')} autocomplete="current-password" />
      ${asked && html`<${Field} ...${form.field('code')} label=${t('factorCode')} hint=${t('factorHint')} autocomplete="one-time-code" autocapitalize="none" />`}
      <${Submit} busy=${form.busy} busyText=${t('signInBusy')}>${t('signInButton')}<//>
      <${Working} work=${work} />
    <//>
    <p class="aside-line"><a href="/forgot-password">${t('forgot')}</a></p>
    <p class="aside-line">${t('signInNew')} <a href=${`/sign-up${location.search}`}>${t('startAccount')}</a></p>
  <//>`;
}
