/** The list of keys, shown on `?`. */
import { html } from '../../vendor.js';
import { later } from '../later-texts.js';
import { Dialog } from '../ui/dialog.js';

export default function ShortcutHelp({ onClose }) {
  return html`<${Dialog} title=${later.shortcutsTitle} onClose=${onClose}>
    <dl class="keys">
      ${later.shortcuts.map(([key, text]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}
    </dl>
    <p class="promise">${later.shortcutsOff}</p>
  <//>`;
}
