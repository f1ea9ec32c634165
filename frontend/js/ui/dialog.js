/** A modal dialog: the browser's own, which handles focus, Escape and the page behind. */
import { html, useEffect, useRef } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';
/** @import { Children } from '../types.d.ts' */

/** @param {{title: string, onClose: () => void, children: Children}} props */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  /** @param {MouseEvent} event */
  const outside = (event) => event.target === dialog.current && close();
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="dialog-title" onClose=${onClose} onClick=${outside}>
    <div class="dialog-inside">
      <header class="dialog-head">
        <h2 id="dialog-title">${title}</h2>
        <button type="button" class="icon-button" aria-label=${t('close')} onClick=${close}>
          <${Icon} name="cross" />
        </button>
      </header>
      ${children}
    </div>
  </dialog>`;
}
