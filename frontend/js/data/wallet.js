/** The wallet, as the server has it; never computed by the page. */
import { get } from '../core/api.js';
import { loadable } from '../core/loadable.js';

export const wallet = loadable(async () => /** @type {import('../types.d.ts').Wallet} */ (await get('/wallet')));
