/** Single keys for people with a keyboard. Never while typing, never with a modifier, and they can be turned off. */
import { signal } from '../../vendor.js';
import { shortcutsOn } from '../core/preferences.js';
import { navigate } from '../core/router.js';
import { session } from '../core/session.js';

export const helpShown = signal(false);
const FOCUS_WITHIN_MS = 1000; // the time a screen gets to draw its search field

const actions = {
  '/': searchServices,
  n: searchServices,
  c: () => document.querySelector('[data-shortcut="C"]')?.click(),
  r: () => document.querySelector('[data-shortcut="R"]')?.click(),
  '?': () => (helpShown.value = true),
};

function searchServices() {
  const field = () => document.querySelector('[data-shortcut="/"]');
  if (field()) return field().focus();
  navigate('/');
  const drawn = new MutationObserver(() => field()?.focus());
  drawn.observe(document.getElementById('app'), { childList: true, subtree: true });
  return setTimeout(() => drawn.disconnect(), FOCUS_WITHIN_MS);
}

addEventListener('keydown', (event) => {
  if (!shortcutsOn.value || session.value === 'out' || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.('input, textarea, select, dialog[open]')) return;
  const action = actions[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
});
