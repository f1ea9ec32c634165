/** Change the password in place. This browser stays signed in; every other one is signed out. */
import { html, useState } from '../../vendor.js';
import { changePassword } from '../core/session.js';
import { recall } from '../core/storage.js';
import { devices } from '../data/devices.js';
import { t } from '../texts/index.js';
import { Form, Submit, useForm } from '../ui/form.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { CodeField, useProof } from '../ui/proof.js';

export function ChangePassword() {
  const [step, setStep] = useState(/** @type {'closed' | 'open' | 'done'} */ ('closed'));
  const done = () => {
    setStep('done');
    devices.reload();
    // the session that gave this device's address was replaced
    if (recall('told')) import('../notifications.js').then(({ keep }) => keep()).catch(() => {});
  };
  if (step === 'open') return html`<${Fields} onDone=${done} />`;
  return html`${step === 'done' && html`<${Notice} kind="good" role="status"><p>${t('passwordChanged')}</p><//>`}
    <button type="button" class="button small" onClick=${() => setStep('open')}>${t('settingsPassword')}</button>`;
}

/** @param {{onDone: () => void}} props */
function Fields({ onDone }) {
  const { asksCode, isDone } = useProof();
  const form = useForm({
    initial: { password: '', new_password: '', code: '' },
    check,
    fieldOf: { invalid_credentials: 'password', invalid_code: 'code' },
    send: async ({ password, new_password, code }) => {
      if (await isDone(() => changePassword(password, new_password, code || undefined))) onDone();
    },
  });
  return html`<${Form} of=${form}>
    <${PasswordField} ...${form.field('password')} label=${t('passwordNow')} autocomplete="current-password" />
    <${PasswordField} ...${form.field('new_password')} label=${t('passwordNew')} autocomplete="new-password" />
    ${asksCode && html`<${CodeField} ...${form.field('code')} />`}
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('settingsPassword')}<//>
  <//>
  <p class="field-hint"><a href="/forgot-password">${t('passwordForgotten')}</a></p>`;
}

/** @type {(values: {password: string, new_password: string}) => Record<string, string>} */
function check({ password, new_password }) {
  return {
    ...(password ? {} : { password: t('passwordMissing') }),
    ...(new_password ? {} : { new_password: t('passwordTooShort') }),
  };
}
