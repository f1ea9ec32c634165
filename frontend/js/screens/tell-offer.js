/** Below a code: being told of the next one while the page is closed. */
import { html, useLayoutEffect, useState } from '../../vendor.js';
import { endTellOffer, isOffered, offerToTell, wayToTell } from '../core/tell-offer.js';
import { t } from '../texts/index.js';
import { Notice } from '../ui/notice.js';

export function TellOffer() {
  // Before the browser paints, so that it stands there with the code.
  useLayoutEffect(offerToTell, []);
  const [step, setStep] = useState(/** @type {'asked' | 'working' | 'failed'} */ ('asked'));
  if (!isOffered.value) return null;
  if (step === 'failed') {
    return html`<${Notice} kind="warn" role="status">
      <p>${t('tellFailed')}</p>
      <div class="notice-actions"><a class="button small" href="/settings" onClick=${endTellOffer}>${t('tellSettings')}</a></div>
    <//>`;
  }
  /** The settings say what is in the way. */
  async function accept() {
    setStep('working');
    const { telling, turnOn } = await import('../notifications.js');
    await turnOn();
    if (telling.peek() === 'on') endTellOffer();
    else setStep('failed');
  }
  const isTap = wayToTell() === 'tap';
  return html`<${Notice} kind="plain" title=${t('tellTitle')}>
    <p>${t(isTap ? 'tellText' : 'tellByInstalling')}</p>
    <div class="notice-actions">
      ${isTap && html`<button type="button" class="button small primary" disabled=${step === 'working'} onClick=${() => accept().catch(() => setStep('failed'))}>${t('tellButton')}</button>`}
      <button type="button" class="button small" onClick=${endTellOffer}>${t(isTap ? 'notNow' : 'close')}</button>
    </div>
  <//>`;
}
