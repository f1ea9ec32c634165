/** Close the account, or keep it after all. GET /me says whether it closes. */
import { post, remove } from '../core/api.js';
import { account } from './account.js';

/** @type {(password: string, code?: string) => Promise<void>} */
export async function closeAccount(password, code) {
  await post('/account-closure', { proof: { password, code } });
  await account.reload();
}

export async function keepAccount() {
  await remove('/account-closure');
  await account.reload();
}
