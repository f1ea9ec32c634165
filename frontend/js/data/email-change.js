/** The change of the account's email: it waits until the links in the mails have been opened. */
import { post } from '../core/api.js';
import { account } from './account.js';

/** @type {(email: string, password: string, code?: string) => Promise<void>} */
export async function askEmailChange(email, password, code) {
  await post('/email-changes', { email, proof: { password, code } });
  await account.reload();
}
