/** The list of keyboard shortcuts, shown on `?`. */
import { html } from '../../vendor.js';
import { t } from '../texts/index.js';
import { Dialog } from '../ui/dialog.js';

const KEYS = { '/': 'search', N: 'new', C: 'copy', R: 'again', '?': 'list' };

/** @param {{onClose: () => void}} props */
export default function ShortcutHelp({ onClose }) {
  return html`<${Dialog} title=${t('shortcutsTitle')} onClose=${onClose}>
    <dl class="keys">
      ${Object.entries(KEYS).map(([key, name]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(`shortcut.${name}`)}</dd></div>`)}
    </dl>
    <p class="promise">${t('shortcutsOff')}</p>
  <//>`;
}
