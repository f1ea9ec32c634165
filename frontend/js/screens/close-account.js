/** Close the account: what goes, what stays, and the password. A notice above every screen keeps it after all. */
import { html, useState } from '../../vendor.js';
import { money } from '../core/format.js';
import { account } from '../data/account.js';
import { closeAccount } from '../data/closing.js';
import { wallet } from '../data/wallet.js';
import { t } from '../texts/index.js';
import { Form, Submit, useForm } from '../ui/form.js';
import { PasswordField } from '../ui/password-field.js';
import { CodeField, useProof } from '../ui/proof.js';

export function CloseAccount() {
  const [open, setOpen] = useState(false);
  const left = wallet.state.value.value;
  if (account.state.value.value?.closing) return html`<p class="field-hint">${t('closingLead')}</p>`;
  return html`<p class="field-hint">${t('closeNote')}</p>
    ${left && left.balance_minor > 0 && html`<p>${t('closeLeft', { amount: money(left.balance_minor, left.currency) })}</p>`}
    ${open ? html`<${Fields} />` : html`<button type="button" class="button small" onClick=${() => setOpen(true)}>${t('closeAccount')}</button>`}`;
}

function Fields() {
  const { asksCode, isDone } = useProof();
  const form = useForm({
    initial: { 'closing-password': '', 'closing-code': '' },
    check: (values) => (values['closing-password'] ? {} : { 'closing-password': t('passwordMissing') }),
    fieldOf: { invalid_credentials: 'closing-password', invalid_code: 'closing-code' },
    send: async (values) => {
      const isClosing = await isDone(() => closeAccount(values['closing-password'], values['closing-code'] || undefined));
      if (isClosing) scrollTo(0, 0); // the notice with the claim number is there
    },
  });
  return html`<${Form} of=${form}>
    <${PasswordField} ...${form.field('closing-password')} label=${t('passwordNow')} autocomplete="current-password" />
    ${asksCode && html`<${CodeField} ...${form.field('closing-code')} />`}
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('closeAccount')}<//>
  <//>`;
}
