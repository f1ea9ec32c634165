/** Set a new password with the link from the mail. */
import { html, useState } from '../../vendor.js';
import { resetPassword } from '../data/account.js';
import { t } from '../texts/index.js';
import { Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { Screen } from '../ui/screen.js';
import { checkNewPassword } from './credentials.js';
import { takeToken } from './link-token.js';

export default function ResetPassword() {
  const [token] = useState(takeToken);
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { password: '' },
    check: ({ password }) => checkNewPassword(password),
    send: async ({ password }) => {
      await resetPassword(token ?? '', password);
      setDone(true);
    },
  });
  if (!token || done) {
    return html`<${Screen} title=${t('resetTitle')} narrow>
      <${Notice} kind=${done ? 'good' : 'bad'} role="status"><p>${done ? t('resetDone') : t('resetNoToken')}</p><//>
      <a class="button primary wide" href=${done ? '/sign-in' : '/forgot-password'}>${done ? t('signInButton') : t('forgotTitle')}</a>
    <//>`;
  }
  return html`<${Screen} title=${t('resetTitle')} narrow>
    <${Form} of=${form}>
      <${PasswordField} ...${form.field('password')} label=${t('newPassword')} hint=${t('passwordHint')} autocomplete="new-password" />
      <${Submit} busy=${form.busy} busyText=${t('resetBusy')}>${t('resetButton')}<//>
    <//>
  <//>`;
}
