/** Ask for a link to set a new password. The answer is the same with and without an account. */
import { html, useState } from '../../vendor.js';
import { askPasswordReset } from '../data/account.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { Screen } from '../ui/screen.js';
import { Working, useWork } from '../ui/working.js';
import { checkEmail } from './credentials.js';

export default function ForgotPassword() {
  const [done, setDone] = useState(false);
  const work = useWork();
  const form = useForm({
    initial: { email: '' },
    check: ({ email }) => checkEmail(email),
    send: async ({ email }) => {
      try {
        await work.send((headers) => askPasswordReset(email.trim(), headers));
        setDone(true);
      } catch (problem) {
        if (problem.code !== 'stopped') throw problem;
      }
    },
  });
  return html`<${Screen} title=${t('forgotTitle')} lead=${t('forgotLead')} narrow>
    ${done
      ? html`<${Notice} kind="good" role="status"><p>${t('forgotDone')}</p><//>`
      : html`<${Form} of=${form}>
          <${Field} ...${form.field('email')} label=${t('email')} type="email" autocomplete="username" inputmode="email" autocapitalize="none" />
          <${Submit} busy=${form.busy} busyText=${t('forgotBusy')}>${t('forgotButton')}<//>
          <${Working} work=${work} />
        <//>`}
    <p class="aside-line"><a href="/sign-in">${t('signInButton')}</a></p>
  <//>`;
}
