/** The pill of a batch whose dialog is closed: its progress, and a tap to open the dialog. */
import { html, signal, useEffect } from '../../vendor.js';
import { route } from '../core/router.js';
import { batch, batchProgress } from '../data/batches.js';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';
import { later } from './lazy.js';
/** @import { Order } from '../types.d.ts' */

const BulkDialog = later.part('BulkDialog', 0);

/** `{order, price}` of a batch about to be asked for, `{}` to show the one under way, null when closed. */
export const bulkShown = signal(/** @type {{order?: Order, price?: number} | null} */ (null));

export function Bulk() {
  const { received, all } = batchProgress.value;
  const close = () => {
    bulkShown.value = null;
  };
  useEffect(close, [route.value.path]); // a link in the dialog opens another screen, so close the dialog
  if (bulkShown.value) return html`<${BulkDialog} ...${bulkShown.value} onClose=${close} />`;
  if (!batch.value) return null;
  return html`<button type="button" class="bulk-pill" onClick=${() => (bulkShown.value = {})}>
    <${Icon} name="many" />${t('bulkCount', { received, all })} <u>${t('bulkShow')}</u>
  </button>`;
}
