/** The settings of this browser. Stored here only, not in the account, and the same in all its tabs. */
import { effect, signal } from '../../vendor.js';
import { recall, remember } from './storage.js';

/**
 * @template Value
 * @param {string} name
 * @param {Value} fallback
 */
function preference(name, fallback) {
  /** @type {import('../../vendor.js').Signal<Value>} */
  const kept = signal(recall(name, fallback));
  addEventListener('storage', () => {
    kept.value = recall(name, fallback);
  });
  effect(() => void remember(name, kept.value));
  return kept;
}

export const theme = preference('theme', /** @type {'auto' | 'light' | 'dark'} */ ('auto'));
export const shortcutsOn = preference('shortcuts', true);
export const autoCopyOn = preference('auto_copy', true);
export const vibrateOn = preference('vibrate', true);
export const soundOn = preference('sound', false);

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
