/** The settings of this browser. Stored here only, not in the account. */
import { effect, signal } from '../../vendor.js';
import { recall, remember } from './storage.js';

/** @type {import('../../vendor.js').Signal<'auto' | 'light' | 'dark'>} */
export const theme = signal(recall('theme', 'auto'));
/** @type {import('../../vendor.js').Signal<boolean>} */
export const shortcutsOn = signal(recall('shortcuts', true));

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  remember('theme', theme.value);
});

effect(() => {
  remember('shortcuts', shortcutsOn.value);
});
