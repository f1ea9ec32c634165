/** Set a new password with the link from the mail. */
import { html, useEffect, useState } from '../../vendor.js';
import { resume } from '../core/session.js';
import { resetPassword } from '../data/account.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { Screen } from '../ui/screen.js';
import { checkNewPassword } from './credentials.js';
import { FactorLost, FactorWaits } from './factor-lost.js';
import { takeToken } from './link-token.js';
/** @import { Waits } from './factor-lost.js' */

export default function ResetPassword() {
  const [token] = useState(takeToken);
  const [done, setDone] = useState(false);
  const [asked, setAsked] = useState(false);
  const [waits, setWaits] = useState(/** @type {Waits | null} */ (null));
  const form = useForm({
    initial: { password: '', code: '' },
    check: ({ password }) => checkNewPassword(password),
    fieldOf: { invalid_code: 'code' },
    send: async ({ password, code }) => {
      try {
        await resetPassword(token ?? '', password, { code: code || undefined });
      } catch (problem) {
        if (problem.code !== 'second_factor_required') throw problem;
        setAsked(true);
        return;
      }
      setDone(true);
      resume().catch(() => {}); // the password is set all the same: the first screen tells what failed
    },
  });
  useEffect(() => {
    if (asked) document.getElementById('code')?.focus();
  }, [asked]);
  if (!token || done) {
    return html`<${Screen} title=${t('resetTitle')} narrow>
      <${Notice} kind=${done ? 'good' : 'bad'} role="status"><p>${done ? t('resetDone') : t('resetNoToken')}</p><//>
      <a class="button primary wide" href=${done ? '/' : '/forgot-password'}>${done ? t('confirmGo') : t('forgotTitle')}</a>
    <//>`;
  }
  if (waits) return html`<${FactorWaits} waits=${waits} />`;
  return html`<${Screen} title=${t('resetTitle')} narrow>
    <${Form} of=${form}>
      <${PasswordField} ...${form.field('password')} label=${t('newPassword')} hint=${t('passwordHint')} autocomplete="new-password" />
      ${asked && html`<${Field} ...${form.field('code')} label=${t('factorCode')} hint=${t('factorHint')} autocomplete="one-time-code" autocapitalize="none" maxLength="40" />`}
      <${Submit} busy=${form.busy} busyText=${t('resetBusy')}>${t('resetButton')}<//>
    <//>
    ${asked && html`<${FactorLost} report=${() => resetPassword(token, form.values.password, { factor_lost: true })} onWaits=${setWaits} />`}
  <//>`;
}
