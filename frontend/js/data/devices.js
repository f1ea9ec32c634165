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
 * "Chrome, Android" from a browser's user agent; empty if it names nothing we know.
 *
 * @param {string} text
 */
export function deviceName(text) {
  // Android also calls itself Linux, and iPhones mention Mac OS: the first match is right
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => text.includes(name));
  const browser = BROWSERS.find(([, mark]) => mark.test(text))?.[0];
  return [browser, system].filter(Boolean).join(', ');
}
