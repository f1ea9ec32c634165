/** The account, saved orders, and how this browser behaves. */
import { html } from '../../vendor.js';
import { autoCopyOn, setAutoCopy } from '../core/auto-copy.js';
import { install, installable } from '../core/installing.js';
import { shortcutsOn, theme } from '../core/preferences.js';
import { leave } from '../customer.js';
import { account } from '../data/account.js';
import { t } from '../texts/index.js';
import { Screen } from '../ui/screen.js';
import { Devices } from './devices.js';
import { SecondFactor } from './second-factor.js';
import { TemplateEditor } from './template-editor.js';
/** @import { FromInput } from '../types.d.ts' */

/** @type {(typeof theme.value)[]} */
const THEMES = ['auto', 'light', 'dark'];

export default function Settings() {
  return html`<${Screen} title=${t('settingsTitle')} narrow>
    <${Account} />
    <section class="card group" aria-labelledby="set-factor">
      <h2 id="set-factor">${t('factor')}</h2>
      <${SecondFactor} />
    </section>
    <section class="card group" aria-labelledby="set-devices">
      <h2 id="set-devices">${t('devices')}</h2>
      <${Devices} />
    </section>
    <section class="card group" aria-labelledby="set-templates">
      <h2 id="set-templates">${t('templates')}</h2>
      <${TemplateEditor} />
    </section>
    <section class="card group">
      <${Switch} id="auto-copy" label=${t('settingsAutoCopy')} note=${t('settingsAutoCopyNote')} on=${autoCopyOn.value} onSwitch=${setAutoCopy} />
      <${Switch}
        id="shortcuts"
        label=${t('settingsShortcuts')}
        note=${t('settingsShortcutsNote')}
        on=${shortcutsOn.value}
        onSwitch=${(/** @type {boolean} */ on) => (shortcutsOn.value = on)}
      />
      <${Appearance} />
    </section>
    ${installable.value && html`<button type="button" class="button wide" onClick=${install}>${t('settingsInstall')}</button>`}
    <button type="button" class="button wide" onClick=${() => leave().catch(() => {})}>${t('signOut')}</button>
    <p class="aside-line">
      <a href="/terms">${t('settingsTerms')}</a> · <a href="/docs/api.html" target="_blank" rel="noopener">${t('settingsApi')}</a>
    </p>
  <//>`;
}

function Account() {
  const { value } = account.state.value;
  if (!value) return null;
  const limit = value.limits?.open_verifications;
  return html`<section class="card group" aria-labelledby="set-account">
    <h2 id="set-account">${t('settingsAccount')}</h2>
    <p class="settings-email">${value.user.email}<span class="row-sub">${value.user.email_verified ? t('settingsVerified') : t('settingsUnverified')}</span></p>
    <a href="/forgot-password">${t('settingsPassword')}</a>
    ${limit && html`<p class="settings-line"><span>${t('limitOpen')}</span><b>${limit}</b></p>`}
  </section>`;
}

/** @param {{id: string, label: string, note: string, on: boolean, onSwitch: (on: boolean) => void}} props */
function Switch({ id, label, note, on, onSwitch }) {
  return html`<div class="switch">
    <label for=${id}>${label}</label>
    <input type="checkbox" role="switch" id=${id} checked=${on} aria-describedby=${`${id}-note`} onChange=${(/** @type {FromInput} */ event) => onSwitch(event.currentTarget.checked)} />
    <p id=${`${id}-note`} class="field-hint">${note}</p>
  </div>`;
}

function Appearance() {
  return html`<fieldset class="themes">
    <legend>${t('settingsTheme')}</legend>
    <div class="row">
      ${THEMES.map(
        (name) => html`<label key=${name} class="chip-choice">
          <input type="radio" name="theme" value=${name} checked=${theme.value === name} onChange=${() => (theme.value = name)} />
          <span class="chip">${t(`theme.${name}`)}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}
