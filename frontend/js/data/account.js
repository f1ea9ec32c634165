/** The customer's account, their limits, and whether they may buy yet. */
import { computed, effect } from '../../vendor.js';
import { get, post } from '../core/api.js';
import { send } from '../core/http.js';
import { loadable } from '../core/loadable.js';
import { Problem } from '../core/problem.js';
import { forget, recall, remember } from '../core/storage.js';

/** The version of the terms that /terms shows (domain/terms.py); a sign-up sends it as the accepted one. */
export const TERMS_VERSION = '2';

export const account = loadable(async () => /** @type {import('../types.d.ts').Account} */ (await get('/me')));
export const userId = computed(() => account.state.value.value?.user.id ?? null);

/** The id of the customer, loaded if the page does not know it yet: a tap is stored by it, to be found again. */
export async function whoTaps() {
  const { problem } = userId.value ? account.state.value : await account.reload();
  if (!userId.value) throw problem ?? new Problem({ code: 'unreachable' });
  return userId.value;
}

const MAILED_TO = 'mailed_to';
/** How high the notice about it was, as a length. */
export const CONFIRM_HEIGHT = 'confirm_height';
/** The address that waits for its confirmation, or null. */
export const mailedTo = computed(() => {
  const user = account.state.value.value?.user;
  return user?.email_verified === false ? user.email : null;
});
/**
 * The same as this device knew it when the page began: what is drawn with the first paint moves nothing.
 *
 * @type {string | null}
 */
export let mailedToBefore = recall(MAILED_TO);
effect(() => {
  if (mailedTo.value) remember(MAILED_TO, mailedTo.value);
  else if (account.state.value.value) forget(MAILED_TO);
});
export function forgetMailedTo() {
  mailedToBefore = null;
  forget(MAILED_TO);
  forget(CONFIRM_HEIGHT);
}

/** @type {(email: string, password: string, headers: Record<string, string>) => Promise<void>} */
export async function signUp(email, password, headers) {
  await send('POST', '/users', { body: { email, password, accepted_terms: TERMS_VERSION }, headers });
  mailedToBefore = email;
  remember(MAILED_TO, email);
}

/** Terms that are published and that the customer has not accepted. */
export const newTerms = computed(() => account.state.value.value?.terms.offered ?? null);
/** @param {string} version */
export async function acceptTerms(version) {
  await post('/terms-acceptances', { version });
  await account.reload();
}

export const sendVerificationMail = () => post('/email-verifications');
/** @param {string} token */
export async function confirmEmail(token) {
  await send('POST', '/email-verifications/confirm', { body: { token } });
  forgetMailedTo();
}
/** @type {(email: string, headers: Record<string, string>) => Promise<void>} */
export const askPasswordReset = (email, headers) => send('POST', '/password-resets', { body: { email }, headers });
/** Stop the removal of a second factor that was reported lost. */
export const keepSecondFactor = () => post('/second-factor/keep');
/** @type {(token: string, password: string, more: {code?: string, factor_lost?: true}) => Promise<void>} */
export const resetPassword = (token, password, more) => send('POST', '/password-resets/confirm', { body: { token, password, ...more } });
/** @type {(token: string) => Promise<import('../types.d.ts').Followed>} */
export const followLink = (token) => send('POST', '/links', { body: { token } });
