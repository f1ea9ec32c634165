/** Copies a text on a tap and says so only if it worked; otherwise selects the text to copy. */
import { html, useEffect, useState } from '../../vendor.js';
import { copyText, selectText } from '../core/clipboard.js';
import { t } from '../texts/index.js';
import { announce, showToast } from './announce.js';
import { Icon } from './icon.js';
/** @import { Children } from '../types.d.ts' */

const DONE_MS = 2500;

/**
 * @param {object} props
 * @param {string} props.text
 * @param {{current: HTMLElement | null}} [props.source] ref of the element that shows the text, selected when copying is refused
 * @param {string} [props.className]
 * @param {string} [props.shortcut]
 * @param {string} [props.label]
 * @param {() => void} [props.onCopied]
 * @param {Children} props.children
 */
export function CopyButton({ text, source, className = 'button small', shortcut, label, onCopied, children }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [done]);

  async function copy() {
    if (await copyText(text)) {
      setDone(true);
      onCopied?.();
      announce(t('copied'));
      return;
    }
    if (source?.current) selectText(source.current);
    showToast(t('copyBySelecting'), 'plain');
  }

  return html`<button type="button" class=${className} onClick=${copy} aria-label=${done ? t('copied') : label} data-shortcut=${shortcut}>
    <${Icon} name=${done ? 'check' : 'copy'} />${done ? t('copied') : children}
  </button>`;
}
