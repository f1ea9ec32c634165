/** Where the customer is signed in, with buttons to end one session or all. */
import { html, useState } from '../../vendor.js';
import { dateTime } from '../core/format.js';
import { signOut } from '../core/session.js';
import { deviceName, devices, endAllDevices, endDevice } from '../data/devices.js';
import { t } from '../texts/index.js';
import { announce } from '../ui/announce.js';
import { Loaded } from '../ui/loaded.js';
import { ProblemNotice } from '../ui/notice.js';
/** @import { Problem } from '../core/problem.js' */

export function Devices() {
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  /** @type {(deed: () => Promise<unknown>, done: () => Promise<unknown>) => Promise<void>} */
  async function attempt(deed, done) {
    setProblem(null);
    try {
      await deed();
      announce(t('deviceEnded'));
      await done();
    } catch (refusal) {
      setProblem(refusal);
    }
  }
  /** @param {string} id */
  const end = (id) => attempt(() => endDevice(id), devices.reload);
  const endAll = () => attempt(endAllDevices, () => signOut().catch(() => {}));

  return html`<${Loaded} state=${devices.state.value} failed=${t('devicesFailed')} onRetry=${devices.reload} rows=${2}>
      ${(/** @type {import('../types.d.ts').Device[]} */ list) => html`<ul class="edit-list">${list.map((each) => html`<${Device} key=${each.id} device=${each} onEnd=${end} />`)}</ul>`}
    <//>
    ${problem && html`<${ProblemNotice} problem=${problem} />`}
    <p class="promise">${t('devicesNote')}</p>
    <button type="button" class="button small danger" onClick=${endAll}>${t('devicesEndAll')}</button>`;
}

/** @param {{device: import('../types.d.ts').Device, onEnd: (id: string) => void}} props */
function Device({ device, onEnd }) {
  const name = deviceName(device.device) || t('deviceUnknown');
  const where = device.place ? t('deviceNear', { place: device.place }) : t('deviceNowhere');
  const last = device.current ? t('deviceThis') : t('deviceUsed', { time: dateTime(device.used_at) });
  return html`<li><div class="edit-line">
    <span class="row-main"><b>${name}</b>
      <span class="row-sub">${device.known ? `${last} · ${t('deviceKnown')}` : last}</span>
      <span class="row-sub">${t('deviceSince', { first: dateTime(device.created_at), where })}</span></span>
    ${!device.current && html`<button type="button" class="button small" onClick=${() => onEnd(device.id)}>${t('deviceEnd')}<span class="unseen"> ${name}</span></button>`}
  </div></li>`;
}
