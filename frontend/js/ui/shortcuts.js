/** Single-key shortcuts. They never act while typing or with a modifier, and they can be turned off. */
import { signal } from '../../vendor.js';
import { shortcutsOn } from '../core/preferences.js';
import { navigate } from '../core/router.js';
import { session } from '../core/session.js';

export const helpShown = signal(false);
const FOCUS_WITHIN_MS = 1000; // the time a screen gets to draw its search field

/** @param {string} key */
const marked = (key) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-shortcut="${key}"]`));

/** @type {Record<string, () => void>} */
const actions = {
  '/': searchServices,
  n: searchServices,
  c: () => marked('C')?.click(),
  r: () => marked('R')?.click(),
  '?': () => (helpShown.value = true),
};

function searchServices() {
  const field = marked('/');
  if (field) return field.focus();
  navigate('/');
  const drawn = new MutationObserver(() => marked('/')?.focus());
  drawn.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => drawn.disconnect(), FOCUS_WITHIN_MS);
}

addEventListener('keydown', (event) => {
  if (!shortcutsOn.value || session.value === 'out' || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (/** @type {Element} */ (event.target).closest?.('input, textarea, select, dialog[open]')) return;
  const action = actions[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
});
