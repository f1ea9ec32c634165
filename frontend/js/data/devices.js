/** Where the customer is signed in. */
import { get, remove } from '../core/api.js';
import { loadable } from '../core/loadable.js';

export const devices = loadable(async () => /** @type {import('../types.d.ts').Device[]} */ ((await get('/sessions')).sessions));
/** @param {string} id */
export const endDevice = (id) => remove(`/sessions/${id}`);
export const endAllDevices = () => remove('/sessions');

/** @type {[string, RegExp][]} */
const BROWSERS = [['Edge', /Edg/], ['Opera', /OPR|Opera/], ['Firefox', /Firefox/], ['Chrome', /Chrome/], ['Safari', /Safari/]];

/**
 * "Chrome, Android" from what a browser calls itself; nothing where it says nothing we know.
 *
 * @param {string} text
 */
export function deviceName(text) {
  // Android calls itself Linux as well, and iPhones mention Mac OS: the first that fits is the truth
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => text.includes(name));
  const browser = BROWSERS.find(([, mark]) => mark.test(text))?.[0];
  return [browser, system].filter(Boolean).join(', ');
}
