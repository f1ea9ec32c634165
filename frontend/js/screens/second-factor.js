/** Turn codes of an authenticator app on or off. The secret and the recovery codes are shown once and not stored. */
import { html, useEffect, useRef, useState } from '../../vendor.js';
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, secondFactor } from '../data/second-factor.js';
import { t } from '../texts/index.js';
import { CopyButton } from '../ui/copy-button.js';
import { Field, Form, Submit, useForm } from '../ui/form.js';
import { Loaded } from '../ui/loaded.js';
import { Notice } from '../ui/notice.js';
import { PasswordField } from '../ui/password-field.js';

/**
 * @typedef {{secret: string, otpauth_url: string}} Secret
 * @typedef {{name: 'status' | 'begin' | 'remove'} | {name: 'confirm', secret: Secret} | {name: 'codes', codes: string[]}} Step
 * @typedef {ReturnType<typeof useForm<Record<string, string>>>} FactorForm
 */

const PASSWORD = { invalid_credentials: 'factor-password' };
const CODE = { invalid_code: 'factor-code' };

export function SecondFactor() {
  const [step, setStep] = useState(/** @type {Step} */ ({ name: 'status' }));
  useEffect(() => {
    secondFactor.reload();
  }, []);
  const done = () => {
    setStep({ name: 'status' });
    secondFactor.reload();
  };

  if (step.name === 'begin') return html`<${Begin} onSecret=${(/** @type {Secret} */ secret) => setStep({ name: 'confirm', secret })} />`;
  if (step.name === 'confirm') return html`<${Confirm} secret=${step.secret} onCodes=${(/** @type {string[]} */ codes) => setStep({ name: 'codes', codes })} />`;
  if (step.name === 'codes') return html`<${Codes} codes=${step.codes} onDone=${done} />`;
  if (step.name === 'remove') return html`<${Remove} onDone=${done} />`;
  return html`<${Loaded} state=${secondFactor.state.value} failed=${t('factorFailed')} onRetry=${secondFactor.reload} rows=${1}>
    ${(/** @type {{enabled: boolean, recovery_codes_left: number}} */ { enabled, recovery_codes_left: left }) => html`<p class="field-hint">${enabled ? t('factorOn', { left }) : t('factorOff')}</p>
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

/** @param {{onDone: () => void}} props */
function Remove({ onDone }) {
  const form = useForm({
    initial: { 'factor-password': '', 'factor-code': '' },
    check: (values) => missing(values),
    fieldOf: { ...PASSWORD, ...CODE },
    send: async (values) => {
      await removeSecondFactor(values['factor-password'], values['factor-code']);
      onDone();
    },
  });
  return html`<${Form} of=${form}>
    <${PasswordField} ...${form.field('factor-password')} autocomplete="current-password" />
    <${CodeField} form=${form} />
    <${Submit} busy=${form.busy} busyText=${t('loading')}>${t('factorRemove')}<//>
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
