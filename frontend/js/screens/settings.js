/** The account and how this browser behaves. */
import { html } from '../../vendor.js';
import { signOut } from '../core/session.js';
import { account } from '../data/account.js';
import { t } from '../texts.js';
import { Screen } from '../ui/screen.js';

export default function Settings() {
  const user = account.state.value.value?.user;
  return html`<${Screen} title=${t.settingsTitle} narrow>
    ${user && html`<p>${user.email}</p>`}
    <button type="button" class="button wide" onClick=${() => signOut().catch(() => {})}>${t.signOut}</button>
  <//>`;
}
