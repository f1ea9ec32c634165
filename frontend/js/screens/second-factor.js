/** Codes of an authenticator app: turn them on or off, get new recovery codes. What is shown once is not stored. */
import { html, useRef, useState } from '../../vendor.js';
import { devices } from '../data/devices.js';
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes, secondFactor } from '../data/second-factor.js';
import { dateTime } from '../core/format.js';
import { t } from '../texts/index.js';
import { CopyButton } from '../ui/copy-button.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Loaded } from '../ui/loaded.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';
import { QrCode } from '../ui/qr-code.js';

/**
 * @typedef {{secret: string, otpauth_url: string}} Secret
 * @typedef {{name: 'status' | 'begin' | 'renew' | 'remove'} | {name: 'confirm', secret: Secret} | {name: 'codes', codes: string[]}} Step
 * @typedef {ReturnType<typeof useForm<Record<string, string>>>} FactorForm
 */

const PASSWORD = { invalid_credentials: 'factor-password' };
const FEW_CODES = 2;
const CODE = { invalid_code: 'factor-code' };

export function SecondFactor() {
  const [step, setStep] = useState(/** @type {Step} */ ({ name: 'status' }));
  const done = () => {
    setStep({ name: 'status' });
    secondFactor.reload();
    devices.reload(); // the others were signed out
  };

  if (step.name === 'begin') return html`<${Begin} onSecret=${(/** @type {Secret} */ secret) => setStep({ name: 'confirm', secret })} />`;
  if (step.name === 'confirm') return html`<${Confirm} secret=${step.secret} onCodes=${(/** @type {string[]} */ codes) => setStep({ name: 'codes', codes })} />`;
  if (step.name === 'codes') return html`<${Codes} codes=${step.codes} onDone=${done} />`;
  if (step.name === 'remove') return html`<${Prove} button=${t('factorRemove')} act=${removeSecondFactor} onDone=${done} />`;
  if (step.name === 'renew') {
    const onCodes = (/** @type {{recovery_codes: string[]}} */ answer) => setStep({ name: 'codes', codes: answer.recovery_codes });
    return html`<${Prove} button=${t('factorRenew')} act=${renewRecoveryCodes} onDone=${onCodes} />`;
  }
  return html`<${Loaded} state=${secondFactor.state.value} failed=${t('factorFailed')} onRetry=${secondFactor.reload} rows=${1}>
    ${(/** @type {{enabled: boolean, recovery_codes_left: number, removed_at: string | null}} */ { enabled, recovery_codes_left: left, removed_at: removedAt }) => html`<p class="field-hint">${enabled ? t('factorOn', { left }) : t('factorOff')}</p>
      ${removedAt && html`<${Notice} kind="bad"><p>${t('factorGoes', { time: dateTime(removedAt) })}</p><//>`}
      ${enabled && left <= FEW_CODES && html`<${Notice} kind="bad"><p>${t('factorFewCodes')}</p><//>`}
      ${enabled && html`<button type="button" class="button small" onClick=${() => setStep({ name: 'renew' })}>${t('factorRenew')}</button>`}
      <button type="button" class="button small" onClick=${() => setStep({ name: enabled ? 'remove' : 'begin' })}>
        ${enabled ? t('factorRemove') : t('factorBegin')}
      </button>`}
  <//>`;
}

/** @param {{onSecret: (secret: Secret) => void}} props */
function Begin({ onSecret }) {
  const form = useForm({
    initial: { 'factor-password': '' },
    check: (values) => missing(values),
    fieldOf: PASSWORD,
    send: async (values) => onSecret(await beginSecondFactor(values['factor-password'])),
  });
  return html`<${Form} of=${form}>
    <${PasswordField} ...${form.field('factor-password')} autocomplete="current-password" />
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('factorNext')}<//>
  <//>`;
}

/** @param {{secret: Secret, onCodes: (codes: string[]) => void}} props */
function Confirm({ secret, onCodes }) {
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  const form = useForm({
    initial: { 'factor-code': '' },
    check: (values) => missing(values),
    fieldOf: CODE,
    send: async (values) => onCodes((await confirmSecondFactor(values['factor-code'])).recovery_codes),
  });
  return html`<p>${t('factorAdd')}</p>
    <${QrCode} text=${secret.otpauth_url} label=${t('factorQr')} />
    <a class="button wide" href=${secret.otpauth_url}>${t('factorOpenApp')}</a>
    <p class="field-hint">${t('factorType')}</p>
    <p class="factor-secret" ref=${shown}>${secret.secret.match(/.{1,4}/g)?.join(' ')}</p>
    <${CopyButton} text=${secret.secret} source=${shown}>${t('factorCopySecret')}<//>
    <${Form} of=${form}>
      <${CodeField} form=${form} />
      <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('factorTurnOn')}<//>
    <//>`;
}

/** @param {{codes: string[], onDone: () => void}} props */
function Codes({ codes, onDone }) {
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  return html`<${Notice} kind="good" role="status" title=${t('factorIsOn')}><p>${t('factorKeep')}</p><//>
    <ul class="factor-codes" ref=${shown}>${codes.map((code) => html`<li key=${code}>${code}</li>`)}</ul>
    <${CopyButton} text=${codes.join('\n')} source=${shown}>${t('factorCopyCodes')}<//>
    <button type="button" class="button primary wide" onClick=${onDone}>${t('factorKept')}</button>`;
}

/**
 * Password and code, for what a session alone may not do.
 *
 * @param {{button: string, act: (password: string, code: string) => Promise<any>, onDone: (answer: any) => void}} props
 */
function Prove({ button, act, onDone }) {
  const form = useForm({
    initial: { 'factor-password': '', 'factor-code': '' },
    check: (values) => missing(values),
    fieldOf: { ...PASSWORD, ...CODE },
    send: async (values) => onDone(await act(values['factor-password'], values['factor-code'])),
  });
  return html`<${Form} of=${form}>
    <${PasswordField} ...${form.field('factor-password')} autocomplete="current-password" />
    <${CodeField} form=${form} />
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${button}<//>
  <//>`;
}

/** @param {{form: FactorForm}} props */
function CodeField({ form }) {
  return html`<${Field} ...${form.field('factor-code')} label=${t('factorCode')} inputmode="text" autocomplete="one-time-code" autocapitalize="none" maxLength="40" />`;
}

/** @type {(values: Record<string, string>) => Record<string, string>} */
function missing(values) {
  /** @type {Record<string, string>} */
  const texts = { 'factor-password': t('passwordMissing'), 'factor-code': t('factorCodeMissing') };
  return Object.fromEntries(Object.keys(values).filter((name) => !values[name].trim()).map((name) => [name, texts[name]]));
}
