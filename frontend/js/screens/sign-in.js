/** Sign in, and return to the requested screen. */
import { html, useEffect, useState } from '../../vendor.js';
import { navigate, route, safeReturn } from '../core/router.js';
import { signIn } from '../core/session.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { PasswordField } from '../ui/password-field.js';
import { Screen } from '../ui/screen.js';
import { checkEmail } from './credentials.js';

export default function SignIn() {
  const next = safeReturn(route.value.query.get('next'));
  const [asked, setAsked] = useState(false);
  const form = useForm({
    initial: { email: '', password: '', code: '' },
    check: ({ email, password }) => ({ ...checkEmail(email), ...(password ? {} : { password: t('passwordMissing') }) }),
    fieldOf: { invalid_credentials: 'password', invalid_code: 'code' },
    send: async ({ email, password, code }) => {
      try {
        await signIn(email.trim(), password, code || undefined);
      } catch (problem) {
        if (problem.code !== 'second_factor_required') throw problem;
        setAsked(true);
        return;
      }
      navigate(next, { replace: true });
    },
  });
  useEffect(() => {
    if (asked) document.getElementById('code')?.focus();
  }, [asked]);
  return html`<${Screen} title=${t('signInTitle')} narrow>
    <${Form} of=${form}>
      <${Field} ...${form.field('email')} label=${t('email')} type="email" autocomplete="username" inputmode="email" autocapitalize="none" />
      <${PasswordField} ...${form.field('password')} autocomplete="current-password" />
      ${asked && html`<${Field} ...${form.field('code')} label=${t('factorCode')} hint=${t('factorHint')} autocomplete="one-time-code" autocapitalize="none" />`}
      <${Submit} busy=${form.busy} busyText=${t('signInBusy')}>${t('signInButton')}<//>
    <//>
    <p class="aside-line"><a href="/forgot-password">${t('forgot')}</a></p>
    <p class="aside-line">${t('signInNew')} <a href="/sign-up">${t('landingStart')}</a></p>
  <//>`;
}
