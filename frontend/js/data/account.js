/** The customer's account, their limits, and whether they may buy yet. */
import { computed } from '../../vendor.js';
import { get, post } from '../core/api.js';
import { send } from '../core/http.js';
import { loadable } from '../core/loadable.js';
import { Problem } from '../core/problem.js';

/** The version of the terms that /terms shows; a sign-up sends it as the accepted one. */
export const TERMS_VERSION = '1';

export const account = loadable(async () => /** @type {import('../types.d.ts').Account} */ (await get('/me')));
export const userId = computed(() => account.state.value.value?.user.id ?? null);

/** The id of the customer, loaded if the page does not know it yet: a tap is stored by it, to be found again. */
export async function whoTaps() {
  const { problem } = userId.value ? account.state.value : await account.reload();
  if (!userId.value) throw problem ?? new Problem({ code: 'unreachable' });
  return userId.value;
}

export const unverified = computed(() => account.state.value.value?.user.email_verified === false);

/** @type {(email: string, password: string) => Promise<void>} */
export const signUp = (email, password) =>
  send('POST', '/users', { body: { email, password, accepted_terms: TERMS_VERSION } });

export const sendVerificationMail = () => post('/email-verifications');
/** @param {string} token */
export const confirmEmail = (token) => send('POST', '/email-verifications/confirm', { body: { token } });
/** @param {string} email */
export const askPasswordReset = (email) => send('POST', '/password-resets', { body: { email } });
/** @type {(token: string, password: string) => Promise<void>} */
export const resetPassword = (token, password) => send('POST', '/password-resets/confirm', { body: { token, password } });
