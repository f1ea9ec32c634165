/** The account, saved orders, and how this browser behaves. */
import { html, useEffect } from '../../vendor.js';
import { install, installable } from '../core/installing.js';
import { autoCopyOn, shortcutsOn, soundOn, theme, vibrateOn } from '../core/preferences.js';
import { signOut } from '../core/session.js';
import { account } from '../data/account.js';
import { devices } from '../data/devices.js';
import { secondFactor } from '../data/second-factor.js';
import { t } from '../texts/index.js';
import { Skeleton } from '../ui/loaded.js';
import { Screen } from '../ui/screen.js';
import { SideList } from '../ui/side-list.js';
import { AccountLog } from './account-log.js';
import { ChangeEmail } from './change-email.js';
import { ChangePassword } from './change-password.js';
import { CloseAccount } from './close-account.js';
import { Devices } from './devices.js';
import { ExportData } from './export-data.js';
import { Limits } from './limits.js';
import { SecondFactor } from './second-factor.js';
import { Standing } from './standing.js';
import { TellSwitch } from './tell-switch.js';
import { TemplateEditor } from './template-editor.js';
/** @import { FromInput } from '../types.d.ts' */

/** @type {(typeof theme.value)[]} */
const THEMES = ['auto', 'light', 'dark'];

/** Shown together once each was answered, so that none pushes another down. */
const PARTS = [account, secondFactor, devices];

export default function Settings() {
  useEffect(() => {
    secondFactor.reload();
    devices.reload();
  }, []);
  const isHere = PARTS.every(({ state: { value: { status, value } } }) => value !== null || status === 'failed');
  if (!isHere) return html`<${Screen} title=${t('settingsTitle')} kind="settings" narrow><${Skeleton} rows=${5} /><//>`;
  return html`<${Screen} title=${t('settingsTitle')} kind="settings" narrow aside=${html`<${SideList} />`} asideFirst>
    <${Account} />
    ${account.state.value.value?.usage &&
    html`<section class="card group" aria-labelledby="set-limits">
      <h2 id="set-limits">${t('limits')}</h2>
      <${Limits} account=${account.state.value.value} />
    </section>`}
    <section class="card group" aria-labelledby="set-factor">
      <h2 id="set-factor">${t('factor')}</h2>
      <${SecondFactor} />
    </section>
    <section class="card group" aria-labelledby="set-devices">
      <h2 id="set-devices">${t('devices')}</h2>
      <${Devices} />
    </section>
    <section class="card group" aria-labelledby="set-log">
      <h2 id="set-log">${t('accountLog')}</h2>
      <${AccountLog} />
    </section>
    <section class="card group" aria-labelledby="set-templates">
      <h2 id="set-templates">${t('templates')}</h2>
      <${TemplateEditor} />
    </section>
    <section class="card group" aria-labelledby="set-device">
      <h2 id="set-device">${t('onThisDevice')}</h2>
      ${account.state.value.value?.push_public_key && html`<${TellSwitch} />`}
      <${Switch} id="sound" of=${soundOn} label=${t('settingsSound')} note=${t('settingsSoundNote')} onSwitched=${sample} />
      <${Switch} id="auto-copy" of=${autoCopyOn} label=${t('settingsAutoCopy')} note=${t('settingsAutoCopyNote')} />
      ${'vibrate' in navigator && html`<${Switch} id="vibrate" of=${vibrateOn} label=${t('settingsVibrate')} note=${t('settingsVibrateNote')} />`}
      <${Switch} id="shortcuts" of=${shortcutsOn} label=${t('settingsShortcuts')} note=${t('settingsShortcutsNote')} />
      <${Appearance} />
    </section>
    <section class="card group" aria-labelledby="set-data">
      <h2 id="set-data">${t('yourData')}</h2>
      <${ExportData} />
    </section>
    <section class="card group" aria-labelledby="set-close">
      <h2 id="set-close">${t('closeAccount')}</h2>
      <${CloseAccount} />
    </section>
    ${installable.value && html`<button type="button" class="button wide" onClick=${install}>${t('settingsInstall')}</button>`}
    <button type="button" class="button wide" onClick=${() => signOut().catch(() => {})}>${t('signOut')}</button>
    <p class="aside-line">
      <a href="/terms">${t('settingsTerms')}</a> · <a href="/docs/api.html" target="_blank" rel="noopener">${t('settingsApi')}</a>
    </p>
  <//>`;
}

function Account() {
  const { value } = account.state.value;
  if (!value) return null;
  return html`<section class="card group" aria-labelledby="set-account">
    <h2 id="set-account">${t('settingsAccount')}</h2>
    <p class="settings-email">${value.user.email}<span class="row-sub">${value.user.email_verified ? t('settingsVerified') : t('settingsUnverified')}</span></p>
    <${ChangeEmail} account=${value} />
    <${ChangePassword} />
    <${Standing} account=${value} />
  </section>`;
}

/** What was switched on sounds once, so that the customer knows it. */
async function sample() {
  const { play } = await import('../sound.js');
  await play();
}

/** @param {{id: string, of: import('../../vendor.js').Signal<boolean>, label: string, note: string, onSwitched?: () => Promise<void>}} props */
function Switch({ id, of, label, note, onSwitched }) {
  /** @param {FromInput} event */
  function change({ currentTarget: { checked } }) {
    of.value = checked;
    onSwitched?.().catch(() => {}); // without a network it sounds when there is one
  }
  return html`<div class="switch">
    <label for=${id}>${label}</label>
    <input type="checkbox" role="switch" id=${id} checked=${of.value} aria-describedby=${`${id}-note`} onChange=${change} />
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
