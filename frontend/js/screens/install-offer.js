/** Below the first code: the site as an app. */
import { html, useLayoutEffect } from '../../vendor.js';
import { endOffer, offered, offerInstall } from '../core/install-offer.js';
import { install, installable } from '../core/installing.js';
import { t } from '../texts/index.js';
import { Notice } from '../ui/notice.js';

/** @param {{id: string}} props of the verification whose code is shown */
export function InstallOffer({ id }) {
  const way = offered(id);
  // Before the browser paints, so that it stands there with the code; the browser may say later that it can be installed.
  useLayoutEffect(() => offerInstall(id), [id, installable.value]);
  if (way === null) return null;
  return html`<${Notice} kind="plain" title=${t('installTitle')}>
    <p>${t(way === 'tap' ? 'installText' : 'installByMenu')}</p>
    <div class="notice-actions">
      ${way === 'tap' && html`<button type="button" class="button small primary" onClick=${() => install().then(endOffer, endOffer)}>${t('installButton')}</button>`}
      <button type="button" class="button small" onClick=${endOffer}>${t(way === 'tap' ? 'notNow' : 'close')}</button>
    </div>
  <//>`;
}
