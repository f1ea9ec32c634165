/** A password field with a button to show it, since typing blind on a phone causes mistakes. */
import { html, useState } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Field } from './form.js';

/** @param {{label?: string} & Record<string, unknown>} props */
export function PasswordField({ label = t('password'), ...rest }) {
  const [shown, setShown] = useState(false);
  return html`<${Field} label=${label} type=${shown ? 'text' : 'password'} autocapitalize="none" spellcheck=${false} ...${rest}>
    <button type="button" class="field-button" aria-pressed=${shown} onClick=${() => setShown(!shown)}>
      ${shown ? t('hidePassword') : t('showPassword')}<span class="unseen"> ${label}</span>
    </button>
  <//>`;
}
