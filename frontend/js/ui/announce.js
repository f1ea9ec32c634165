/** The page's one polite live region and its short notices at the edge of the screen. */
import { html, signal } from '../../vendor.js';

const spoken = signal('');
const toast = signal(/** @type {{text: string, kind: 'good' | 'plain'} | null} */ (null));
const TOAST_MS = 4000; // long enough to read eight words twice
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Announce a text to screen readers after the current sentence.
 *
 * @param {string} text
 */
export function announce(text) {
  // The same text twice would not be announced again; a trailing space makes it a change.
  spoken.value = spoken.peek() === text ? `${text} ` : text;
}

/**
 * Show a text for a moment and announce it.
 *
 * @param {string} text
 * @param {'good' | 'plain'} [kind]
 */
export function showToast(text, kind = 'good') {
  clearTimeout(timer);
  toast.value = { text, kind };
  announce(text);
  timer = setTimeout(() => {
    toast.value = null;
  }, TOAST_MS);
}

export function Announcer() {
  return html`
    <div class="unseen" aria-live="polite" role="status">${spoken.value}</div>
    ${toast.value && html`<div class=${`toast toast-${toast.value.kind}`} aria-hidden="true">${toast.value.text}</div>`}
  `;
}
