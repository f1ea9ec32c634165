/** The second factor of the account: whether it is on, and how to turn it on and off. */
import { get, post } from '../core/api.js';
import { loadable } from '../core/loadable.js';

export const secondFactor = loadable(() => get('/second-factor'));
/** @param {string} password */
export const beginSecondFactor = (password) => post('/second-factor', { password });
/** @param {string} code */
export const confirmSecondFactor = (code) => post('/second-factor/confirm', { code });
/** @type {(password: string, code: string) => Promise<{recovery_codes: string[]}>} */
export const renewRecoveryCodes = (password, code) => post('/second-factor/recovery-codes', { proof: { password, code } });
/** @type {(password: string, code: string) => Promise<void>} */
export const removeSecondFactor = (password, code) => post('/second-factor/remove', { password, code });
