/** Ask for another email, and what the change waits for. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { askEmailChange } from '../data/email-change.js';
import { t } from '../texts/index.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { CodeField, useProof } from '../ui/proof.js';
/** @import { Account, EmailChange } from '../types.d.ts' */

/** @param {{account: Account}} props */
export function ChangeEmail({ account: { user, email_change: waiting } }) {
  const [open, setOpen] = useState(false);
  if (!user.email_verified) return null;
  if (open) return html`<${Fields} present=${user.email} onDone=${() => setOpen(false)} />`;
  return html`${waiting && html`<${Waiting} change=${waiting} present=${user.email} />`}
    <button type="button" class="button small" onClick=${() => setOpen(true)}>${t('settingsEmail')}</button>`;
}

/** @param {{change: EmailChange, present: string}} props */
function Waiting({ change, present }) {
  const { email, confirmed, holds_from: from } = change;
  return html`<${Notice} role="status">
    <p>${t(confirmed ? 'emailConfirmed' : 'emailOpen', { email })}</p>
    ${from && html`<p>${t(confirmed ? 'emailApproveAgain' : 'emailApprove', { email: present, time: dateTime(from) })}</p>`}
    <p>${t('emailUntil', { time: dateTime(change.ends_at) })}</p>
  <//>`;
}

/** @param {{present: string, onDone: () => void}} props */
function Fields({ present, onDone }) {
  const { asksCode, isDone } = useProof();
  const form = useForm({
    initial: { email: '', password: '', code: '' },
    check: ({ email, password }) => ({
      ...emailError(email.trim(), present),
      ...(password ? {} : { password: t('passwordMissing') }),
    }),
    fieldOf: { invalid_credentials: 'password', invalid_code: 'code' },
    send: async ({ email, password, code }) => {
      if (await isDone(() => askEmailChange(email.trim(), password, code || undefined))) onDone();
    },
  });
  return html`<${Form} of=${form}>
    <${Field} ...${form.field('email')} label=${t('emailNew')} hint=${t('emailNewHint')} type="email" autocomplete="email" autocapitalize="none" spellcheck="false" />
    <${PasswordField} ...${form.field('password')} name="email-password" label=${t('passwordNow')} autocomplete="current-password" />
    ${asksCode && html`<${CodeField} ...${form.field('code')} name="email-code" />`}
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('settingsEmail')}<//>
  <//>`;
}

/** @type {(email: string, present: string) => Record<string, string>} */
function emailError(email, present) {
  if (!/^\S+@\S+\.\S+$/.test(email)) return { email: t('emailWrong') };
  return email.toLowerCase() === present.toLowerCase() ? { email: t('emailSame') } : {};
}
