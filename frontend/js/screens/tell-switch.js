/** The switch of the settings: tell this device when a code comes, also while the page is closed. */
import { html, useEffect, useState } from '../../vendor.js';
import { t } from '../texts/index.js';
/** @import { FromInput } from '../types.d.ts' */

/** @typedef {typeof import('../notifications.js')} Notifications */

export function TellSwitch() {
  const [parts, setParts] = useState(/** @type {Notifications | null} */ (null));
  const [isUnreachable, setUnreachable] = useState(false);
  useEffect(() => {
    import('../notifications.js').then(setParts, () => setUnreachable(true));
  }, []);
  const state = isUnreachable ? 'unreachable' : (parts?.telling.value ?? 'loading');
  /** @param {FromInput} event */
  function change({ currentTarget }) {
    const wanted = currentTarget.checked;
    currentTarget.checked = state === 'on'; // it moves when it is done
    (wanted ? parts?.turnOn : parts?.turnOff)?.();
  }
  return html`<div class="switch">
    <label for="tell">${t('settingsTell')}</label>
    <input type="checkbox" role="switch" id="tell" checked=${state === 'on'} disabled=${!['on', 'off', 'failed', 'full'].includes(state)} aria-describedby="tell-note" onChange=${change} />
    <p id="tell-note" class="field-hint" role="status">${t(`tell.${state}`)}</p>
  </div>`;
}
